namespace McpGateway.Web.Components;

/// <summary>A list that is narrowed by a text alone, in the address of its page. Pure.</summary>
internal sealed record TextFilter
{
    public string Text { get; init; } = "";

    public static TextFilter Of(string? text) => new() { Text = text ?? "" };

    /// <summary>The parameters of the address; null removes one.</summary>
    public IReadOnlyDictionary<string, object?> Parameters() =>
        new Dictionary<string, object?>(StringComparer.Ordinal) { ["q"] = Text.Length == 0 ? null : Text };

    public bool IsIn(string text) => Text.Length == 0 || text.Contains(Text.Trim(), StringComparison.OrdinalIgnoreCase);
}
