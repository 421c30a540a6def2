namespace McpGateway.Core.Scanning.Endpoint;

/// <summary>Versions of servers that are known to be flawed, by the name and version that they state of themselves.</summary>
internal static class KnownFlaws
{
    private static readonly Flaw[] All =
    [
        new("mcp-remote", "0.1.16", "CVE-2025-6514: commands run on behalf of a hostile authorization server"),
        new("mcp-inspector", "0.14.1", "CVE-2025-49596: anybody on the network runs commands"),
        new("secure-filesystem-server", "0.6.4", "CVE-2025-53109 and CVE-2025-53110: files outside the allowed directories"),
        new("mcp-server-git", "2025.12.18", "CVE-2025-68143 to CVE-2025-68145: repositories anywhere, arguments passed on to git"),
        new("mcp-server-kubernetes", "2.5.0", "CVE-2025-53355: commands injected through arguments"),
        new("figma-developer-mcp", "0.6.3", "CVE-2025-53967: commands injected through an address"),
        new("postmark-mcp", "999.0.0", "a copy of each mail is sent to its author", IsMalicious: true),
    ];

    /// <returns>Null when nothing is known.</returns>
    public static Flaw? Find(string? name, string? version) =>
        name is null || version is null ? null : Array.Find(
            All, flaw => flaw.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && IsBefore(version, flaw.FixedIn));

    /// <summary>Whether a version of numbers and dots comes before another. One of another form is not judged.</summary>
    internal static bool IsBefore(string version, string other)
    {
        var numbers = version.TrimStart('v').Split('-', '+')[0];
        return Version.TryParse(numbers, out var stated) && Version.TryParse(other, out var fixedIn) && stated < fixedIn;
    }
}

/// <summary>A flaw of a server.</summary>
/// <param name="FixedIn">The first version without it.</param>
/// <param name="IsMalicious">Its author meant it.</param>
internal sealed record Flaw(string Name, string FixedIn, string What, bool IsMalicious = false);
