namespace McpGateway.Core.Discovery.Indexing;

/// <summary>
/// The index of agents and their skills: of the same make as that of servers and tools, and apart from it, so that how rare a word is among
/// agents does not move tools in the ranking.
/// </summary>
internal sealed class AgentIndex(RankingParameters parameters)
{
    public SearchIndex Index { get; } = new(parameters);
}
