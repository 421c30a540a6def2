using System.Text;
using McpGateway.Proxy.Routing;

namespace McpGateway.Proxy.A2a;

/// <summary>The query of a request of the HTTP+JSON binding (A2A 1.0 §11.5).</summary>
internal static class RestQuery
{
    private const string ContextId = "contextId";

    /// <summary>
    /// What the path or the gateway states, so that a query may not state it otherwise. Compared without underscores and case.
    /// </summary>
    private static readonly string[] Stated = ["tenant", "id", "taskid", "name", "parent"];

    /// <summary>The context that the query names; null when none. False with a fault when the query cannot be passed on.</summary>
    /// <param name="query">As it was sent, with its <c>?</c>; or empty.</param>
    /// <param name="context">Decoded.</param>
    /// <param name="fault">What to change.</param>
    public static bool TryRead(string query, out string? context, out string? fault)
    {
        (context, fault) = (null, null);
        foreach (var pair in Pairs(query))
        {
            var name = UpstreamAddress.Name(pair);
            var plain = name.Replace("_", "", StringComparison.Ordinal);
            if (Stated.Contains(plain, StringComparer.OrdinalIgnoreCase))
            {
                fault = $"Leave '{Stated.First(item => item.Equals(plain, StringComparison.OrdinalIgnoreCase))}' out of the query.";
            }
            else if (plain.Equals(ContextId, StringComparison.OrdinalIgnoreCase))
            {
                fault ??= context is not null || name is not (ContextId or "context_id") ? $"The query may name '{ContextId}' once." : null;
                context = ValueOf(pair);
            }
        }

        context = context is { Length: > 0 } ? context : null;
        return fault is null;
    }

    /// <summary>The query for the agent.</summary>
    /// <param name="query">The client's.</param>
    /// <param name="context">What it names as context, as the agent has it; null when nothing.</param>
    public static string ForAgent(string query, string? context)
    {
        var text = new StringBuilder();
        foreach (var pair in Pairs(query))
        {
            var isContext = UpstreamAddress.Name(pair) is ContextId or "context_id";
            if (!isContext || context is not null)
            {
                text.Append(text.Length == 0 ? '?' : '&').Append(isContext ? $"{ContextId}={Uri.EscapeDataString(context!)}" : pair);
            }
        }

        return text.ToString();
    }

    private static string[] Pairs(string query) =>
        query.Length <= 1 ? [] : query[1..].Split('&', StringSplitOptions.RemoveEmptyEntries);

    private static string ValueOf(string pair)
    {
        var end = pair.IndexOf('=', StringComparison.Ordinal);
        return end < 0 ? "" : Uri.UnescapeDataString(pair[(end + 1)..].Replace('+', ' '));
    }
}
