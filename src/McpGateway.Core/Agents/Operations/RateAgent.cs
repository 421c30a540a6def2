using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Core.Agents.Operations;

/// <summary>One rating per caller; rating again replaces it.</summary>
public sealed class RateAgent
{
    private readonly StoredAgents _agents;

    internal RateAgent(StoredAgents agents) => _agents = agents;

    public Task<Result<AgentEntry>> ExecuteAsync(Caller caller, string path, int rating, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var sight = AgentSight.Of(caller);
        return _agents.ChangeAsync(
            AgentPath.KeyOf(path),
            entry => AgentAuthorization.SeeRefusal(sight, entry),
            entry => RatingList.Refusal(rating) is { } refusal
                ? refusal
                : entry with { Agent = entry.Agent with { Ratings = RatingList.With(entry.Agent.Ratings, caller, rating) } },
            cancellationToken);
    }
}
