using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Health.Discovery;

/// <summary>Joins what is known of a server's tools with what was found now. Pure.</summary>
internal static class ToolMerge
{
    private const int MaxRemembered = 500;

    /// <returns>The new record, or null when nothing changed.</returns>
    public static ServerToolsRecord? Apply(ServerToolsRecord? known, FoundTools found, DateTimeOffset now)
    {
        // A list that was stated at registration and never found is no approval of anything.
        var approved = known?.ProtocolVersion is null ? null : known;
        var before = new Dictionary<string, ToolRecord>(StringComparer.Ordinal);
        foreach (var tool in (approved?.Removed ?? []).Concat(approved?.Tools ?? []))
        {
            // In both lists when an operator has stated a tool that the server took away: what was stated counts.
            before[tool.Name] = tool;
        }

        var tools = found.Tools.Select(tool => ToolDefinition.Found(tool, before.GetValueOrDefault(tool.Name), now)).ToList();
        var present = tools.Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        var next = new ServerToolsRecord
        {
            Tools = tools,
            Removed = [.. before.Values.Where(tool => !present.Contains(tool.Name)).TakeLast(MaxRemembered)],
            ImplementationName = found.Name,
            ImplementationVersion = found.Version,
            Instructions = found.Instructions,
            ProtocolVersion = found.Revision,
            DiscoveredAt = now,
        };
        return approved is not null && IsSame(approved, next) ? null : next;
    }

    private static bool IsSame(ServerToolsRecord left, ServerToolsRecord right) =>
        left.ImplementationName == right.ImplementationName
        && left.ImplementationVersion == right.ImplementationVersion
        && left.Instructions == right.Instructions
        && left.ProtocolVersion == right.ProtocolVersion
        && Fingerprints(left.Tools).SequenceEqual(Fingerprints(right.Tools))
        && Fingerprints(left.Removed).SequenceEqual(Fingerprints(right.Removed));

    private static IEnumerable<(string, string, string)> Fingerprints(IReadOnlyList<ToolRecord> tools) =>
        tools.Select(tool => (tool.Name, tool.DefinitionHash, tool.ApprovedHash));
}
