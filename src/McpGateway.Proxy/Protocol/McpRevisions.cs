using System.Globalization;
using System.Text;

namespace McpGateway.Proxy.Protocol;

/// <summary>Protocol revisions of MCP.</summary>
public static class McpRevisions
{
    /// <summary>The first revision whose requests describe themselves and mirror method and name in headers (SEP-2243).</summary>
    public const string FirstSelfDescribing = "2026-07-28";

    /// <summary>The last revision with a handshake and sessions.</summary>
    public const string LastWithHandshake = "2025-11-25";

    public const string Oldest = "2024-11-05";

    private static readonly string[] Known = [Oldest, "2025-03-26", "2025-06-18", LastWithHandshake, FirstSelfDescribing];

    /// <summary>All supported revisions, oldest first.</summary>
    public static IReadOnlyList<string> Supported => Known;

    /// <summary>The shared instance of a known revision, or null.</summary>
    public static string? Find(ReadOnlySpan<byte> utf8)
    {
        foreach (var revision in Known)
        {
            if (Ascii.Equals(utf8, revision))
            {
                return revision;
            }
        }

        return null;
    }

    /// <summary>Whether a revision is 2026-07-28 or later. Revisions are dates; anything else is none.</summary>
    public static bool IsSelfDescribing(string? revision) =>
        string.CompareOrdinal(revision, FirstSelfDescribing) >= 0
        && DateOnly.TryParseExact(revision, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
