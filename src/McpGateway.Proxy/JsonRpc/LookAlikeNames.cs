using System.Text;
using System.Text.Json;

namespace McpGateway.Proxy.JsonRpc;

/// <summary>
/// Finds member names that differ from a deciding name only in letter case. Some JSON libraries match names without regard to case
/// (Go's even folds <c>ſ</c> and the Kelvin sign), so <c>"Method"</c> next to <c>"method"</c> would mean one thing here and another
/// upstream.
/// </summary>
internal static class LookAlikeNames
{
    /// <summary>The deciding name that the reader's current property imitates, or null. An exact match is no imitation.</summary>
    public static string? Find(ref Utf8JsonReader reader, ReadOnlySpan<string> deciding)
    {
        if (!reader.ValueIsEscaped && Ascii.IsValid(reader.ValueSpan))
        {
            return FindAscii(reader.ValueSpan, deciding);
        }

        var name = reader.GetString()!;
        var folded = name.Replace('\u017F', 's').Replace('\u212A', 'k');
        foreach (var candidate in deciding)
        {
            if (folded.Equals(candidate, StringComparison.OrdinalIgnoreCase) && !name.Equals(candidate, StringComparison.Ordinal))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>The ordinary case, decided without decoding.</summary>
    private static string? FindAscii(ReadOnlySpan<byte> name, ReadOnlySpan<string> deciding)
    {
        foreach (var candidate in deciding)
        {
            if (Ascii.EqualsIgnoreCase(name, candidate) && !Ascii.Equals(name, candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
