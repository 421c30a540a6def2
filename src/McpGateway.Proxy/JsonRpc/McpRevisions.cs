using System.Globalization;
using System.Text;

namespace McpGateway.Proxy.JsonRpc;

/// <summary>Protocol revisions of MCP.</summary>
internal static class McpRevisions
{
    /// <summary>The first revision whose requests describe themselves and mirror method and name in headers (SEP-2243).</summary>
    public const string FirstSelfDescribing = "2026-07-28";

    private static readonly string[] Known = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", FirstSelfDescribing];

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
        DateOnly.TryParseExact(revision, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        && string.CompareOrdinal(revision, FirstSelfDescribing) >= 0;
}
