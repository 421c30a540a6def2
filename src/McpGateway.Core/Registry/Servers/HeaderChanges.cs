using McpGateway.Foundation;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Joins the headers that a caller states with those that are stored, without letting stored values out.</summary>
internal static class HeaderChanges
{
    /// <summary>The headers in force afterwards, or what is wrong.</summary>
    public static (IReadOnlyList<ServerHeader> Headers, IReadOnlyList<FieldProblem> Problems) Join(
        IReadOnlyList<ServerHeader> stored, IReadOnlyList<ServerHeader>? stated, bool upstreamMoves)
    {
        if (stated is null)
        {
            return (stored, upstreamMoves && stored.Count > 0 ? [Moved] : []);
        }

        var headers = new List<ServerHeader>();
        var problems = new List<FieldProblem>();
        foreach (var header in stated)
        {
            if (header.Value != HeaderValidator.Mask)
            {
                headers.Add(header);
            }
            else if (stored.FirstOrDefault(known => known.Name.Equals(header.Name, StringComparison.OrdinalIgnoreCase)) is { } kept)
            {
                headers.Add(kept);
                problems.AddRange(upstreamMoves && !problems.Contains(Moved) ? [Moved] : []);
            }
            else
            {
                problems.Add(new("headers", $"Header '{header.Name}' has no stored value to keep: state its value"));
            }
        }

        return (headers, problems);
    }

    /// <summary>
    /// Whether requests would go to a host that the stored header values were not given for. Who may edit a server may not thereby read its
    /// credentials, and sending them to a host of one's own is reading them.
    /// </summary>
    public static bool Moves(ServerRecord before, ServerRecord after) => Origins(after).Except(Origins(before)).Any();

    private static readonly FieldProblem Moved = new(
        "headers", "The address changes to another host: state the header values again, or send an empty list to remove them");

    private static IEnumerable<string> Origins(ServerRecord server) =>
        from url in new[] { server.ProxyPassUrl, server.McpEndpoint, server.SseEndpoint }
        where url is not null
        select new Uri(url).GetLeftPart(UriPartial.Authority);
}
