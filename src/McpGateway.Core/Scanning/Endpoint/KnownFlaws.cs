namespace McpGateway.Core.Scanning.Endpoint;

/// <summary>
/// Versions of servers that are known to be flawed, by the name and version that they state of themselves at <c>initialize</c>. Only what
/// such a server tells apart belongs here: many state a name that others have too, or the same version for years. Each entry was compared
/// with the source of the server and with what was published (docs/security-scanning.md).
/// </summary>
internal static class KnownFlaws
{
    private static readonly Flaw[] All =
    [
        new("Figma MCP Server", null, "0.6.3", "CVE-2025-53967: commands injected through an address"),

        // A copy of the official server, which has the name too: versions 1.0.0, and 2.0.0 and later, are not of its author.
        new("postmark-mcp", "1.0.16", "1.0.19", "a copy of each mail is sent to its author", IsMalicious: true),
    ];

    /// <returns>Null when nothing is known.</returns>
    public static Flaw? Find(string? name, string? version) =>
        name is null || version is null ? null : Array.Find(
            All, flaw => flaw.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && flaw.IsIn(version));
}

/// <summary>A flaw of a server.</summary>
/// <param name="Since">The first version with it; null for all before <paramref name="FixedIn"/>.</param>
/// <param name="FixedIn">The first version without it.</param>
/// <param name="IsMalicious">Its author meant it.</param>
internal sealed record Flaw(string Name, string? Since, string FixedIn, string What, bool IsMalicious = false)
{
    /// <summary>Whether a version of numbers and dots has it. One of another form is not judged.</summary>
    public bool IsIn(string version) =>
        Version.TryParse(version.TrimStart('v').Split('-', '+')[0], out var stated) && stated < Version.Parse(FixedIn)
        && (Since is null || stated >= Version.Parse(Since));
}
