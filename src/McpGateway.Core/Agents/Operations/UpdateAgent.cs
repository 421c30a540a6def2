using McpGateway.Core.Agents.Directory;
using McpGateway.Foundation;

namespace McpGateway.Core.Agents.Operations;

/// <summary>Puts another card in the place of a registered one. The path, the owner, the state and the ratings stay.</summary>
public sealed partial class UpdateAgent
{
    private readonly StoredAgents _agents;
    private readonly CardIntake _intake;
    private readonly AgentHooks _hooks;
    private readonly HeldAgents _held;
    private readonly TimeProvider _time;
    private readonly ILogger<UpdateAgent> _logger;

    internal UpdateAgent(
        StoredAgents agents, CardIntake intake, AgentHooks hooks, HeldAgents held, TimeProvider time, ILogger<UpdateAgent> logger) =>
        (_agents, _intake, _hooks, _held, _time, _logger) = (agents, intake, hooks, held, time, logger);

    /// <param name="caller">Who asks.</param>
    /// <param name="path">Which agent.</param>
    /// <param name="draft">What is stated; its path is ignored. What it leaves out beside the card stays as it is.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    public async Task<Result<RegisteredAgent>> ExecuteAsync(
        Caller caller, string path, AgentRegistration draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(draft);
        var key = AgentPath.KeyOf(path);
        if (await _agents.FindAsync(key, cancellationToken) is not { Entry: var entry })
        {
            return AgentQueries.NotFound(key);
        }

        // Before anything is fetched: strangers do not make the gateway ask addresses.
        var sight = AgentSight.Of(caller);
        if (StoredAgents.RevisionRefusal(sight, entry, draft) is { } refusal)
        {
            return refusal;
        }

        var taken = await _intake.TakeAsync(draft, cancellationToken);
        if (!taken.IsSuccess)
        {
            return taken.Error;
        }

        if (await _hooks.AskAsync(caller, "update", key, taken.Value.Card.Json, cancellationToken) is { } denied)
        {
            return denied;
        }

        var outcome = await _agents.ReviseAsync(
            sight, key, draft,
            present => new(
                AgentFields.Lay(draft, present.Agent, taken.Value, caller.Permissions.IsAdmin) with { UpdatedAt = _time.GetUtcNow() },
                taken.Value.Card),
            cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogUpdated(key, user);
            await _held.WaitAsync(key, cancellationToken);
        }

        return outcome;
    }

    [LoggerMessage(EventId = 2102, Level = LogLevel.Information, Message = "Agent {Agent} changed by {User}.")]
    private partial void LogUpdated(string agent, string user);
}
