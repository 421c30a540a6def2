namespace ReferenceAgent.Tools;

/// <summary>How something that was tried ended.</summary>
internal enum OutcomeKind
{
    Done,

    /// <summary>The user may not.</summary>
    Refused,

    /// <summary>It did not work.</summary>
    Failed,
}

/// <summary>What a tool, an agent or the gateway answered.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Text">The result, or why there is none.</param>
internal sealed record ToolOutcome(OutcomeKind Kind, string Text)
{
    private const int MostText = 30_000;

    public static ToolOutcome Done(string text) => new(OutcomeKind.Done, text);

    public static ToolOutcome Refused(string text) => new(OutcomeKind.Refused, text);

    public static ToolOutcome Failed(string text) => new(OutcomeKind.Failed, text);

    /// <summary>As the model reads it: no longer than it can bear.</summary>
    public override string ToString() =>
        $"{Kind}: {(Text.Length > MostText ? $"{Text[..MostText]}… (the rest is left out: ask for less)" : Text)}";

    /// <summary>What <see cref="ToString"/> wrote.</summary>
    public static ToolOutcome? Read(string text) => Enum.GetValues<OutcomeKind>()
        .Where(kind => text.StartsWith($"{kind}: ", StringComparison.Ordinal))
        .Select(kind => new ToolOutcome(kind, text[$"{kind}: ".Length..]))
        .FirstOrDefault();
}
