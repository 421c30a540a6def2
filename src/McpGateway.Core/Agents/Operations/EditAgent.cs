using McpGateway.Core.Agents.Directory;
using McpGateway.Foundation;

namespace McpGateway.Core.Agents.Operations;

/// <summary>Changes what the registry says of an agent. Its card stays as it is, and so does one that waits for approval.</summary>
public sealed partial class EditAgent
{
    private readonly StoredAgents _agents;
    private readonly AgentHooks _hooks;
    private readonly TimeProvider _time;
    private readonly ILogger<EditAgent> _logger;

    internal EditAgent(StoredAgents agents, AgentHooks hooks, TimeProvider time, ILogger<EditAgent> logger) =>
        (_agents, _hooks, _time, _logger) = (agents, hooks, time, logger);

    /// <param name="caller">Who asks.</param>
    /// <param name="path">Which agent.</param>
    /// <param name="draft">What is stated beside the card; what it leaves out stays.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    public async Task<Result<RegisteredAgent>> ExecuteAsync(
        Caller caller, string path, AgentRegistration draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(draft);
        var key = AgentPath.KeyOf(path);
        var sight = AgentSight.Of(caller);
        if (await _agents.FindAsync(key, cancellationToken) is { Entry: var entry }
            && StoredAgents.RevisionRefusal(sight, entry, draft) is null
            && await _hooks.AskAsync(caller, "update", key, entry.Agent.Card, cancellationToken) is { } denied)
        {
            return denied;
        }

        var outcome = await _agents.ReviseAsync(
            sight, key, draft,
            present => present with
            {
                Agent = AgentFields.Lay(draft, present.Agent, caller.Permissions.IsAdmin) with { UpdatedAt = _time.GetUtcNow() },
            },
            cancellationToken);
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogEdited(key, user);
        }

        return outcome;
    }

    [LoggerMessage(EventId = 2108, Level = LogLevel.Information, Message = "Agent {Agent} edited by {User}.")]
    private partial void LogEdited(string agent, string user);
}
