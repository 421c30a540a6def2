namespace McpGateway.Web.Components;

/// <summary>Where a trace can be looked at.</summary>
/// <param name="template">An address with <see cref="Place"/> in it; null where nobody has said.</param>
public sealed class TraceLinks(string? template)
{
    /// <summary>Where the id goes.</summary>
    public const string Place = "{trace_id}";

    private const int IdLength = 32;

    /// <summary>The address of a trace; null where there is none, and for what is no trace's id.</summary>
    public string? To(string? traceId) =>
        !string.IsNullOrEmpty(template) && traceId is { Length: IdLength } && traceId.All(char.IsAsciiHexDigit)
            ? template.Replace(Place, traceId, StringComparison.Ordinal)
            : null;
}
