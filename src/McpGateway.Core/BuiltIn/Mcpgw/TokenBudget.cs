using System.Text;
using System.Text.Json.Nodes;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>How much of a tool is told.</summary>
internal enum Detail
{
    Full,

    /// <summary>Schema without prose, the first words of the description.</summary>
    Lean,

    /// <summary>Only the arguments that a call needs.</summary>
    Required,

    /// <summary>No schema.</summary>
    Name,
}

/// <summary>Entries that fit, and what that cost.</summary>
internal sealed record FittedEntries(IReadOnlyList<JsonObject> Entries, int Shortened, int Dropped);

/// <summary>
/// Makes a ranked list fit: first less is told of each entry, from the last to the first, one step of detail at a time; when that is not
/// enough, the last entries go.
/// </summary>
internal static class TokenBudget
{
    private const int BytesPerToken = 4;

    public static FittedEntries Fit<T>(IReadOnlyList<T> items, Func<T, Detail, JsonObject> write, int maxTokens)
    {
        var details = new Detail[items.Count];
        var entries = items.Select(item => write(item, Detail.Full)).ToArray();
        var sizes = Array.ConvertAll(entries, SizeOf);
        var budget = (long)maxTokens * BytesPerToken;
        var total = sizes.Sum() + 2;
        for (var step = Detail.Lean; step <= Detail.Name && total > budget; step++)
        {
            for (var index = items.Count - 1; index >= 0 && total > budget; index--)
            {
                var shorter = write(items[index], step);
                total += SizeOf(shorter) - sizes[index];
                (entries[index], sizes[index], details[index]) = (shorter, SizeOf(shorter), step);
            }
        }

        var kept = items.Count;
        while (kept > 0 && total > budget)
        {
            kept--;
            total -= sizes[kept];
        }

        return new(entries[..kept], details[..kept].Count(detail => detail != Detail.Full), items.Count - kept);
    }

    /// <summary>With the comma that separates it from the next.</summary>
    private static long SizeOf(JsonObject entry) => Encoding.UTF8.GetByteCount(ToolAnswers.TextOf(entry)) + 1;
}
