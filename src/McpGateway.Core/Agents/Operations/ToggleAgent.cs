using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Core.Agents.Operations;

/// <summary>Switches an agent on or off.</summary>
public sealed partial class ToggleAgent
{
    private readonly StoredAgents _agents;
    private readonly IEnumerable<IEnableGuard> _guards;
    private readonly HeldAgents _held;
    private readonly TimeProvider _time;
    private readonly ILogger<ToggleAgent> _logger;

    internal ToggleAgent(
        StoredAgents agents, IEnumerable<IEnableGuard> guards, HeldAgents held, TimeProvider time, ILogger<ToggleAgent> logger) =>
        (_agents, _guards, _held, _time, _logger) = (agents, guards, held, time, logger);

    /// <summary>Answers when the agent may be called, if that does not take long: its card is looked at first where it is new.</summary>
    public async Task<Result<AgentEntry>> ExecuteAsync(Caller caller, string path, bool enable, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var key = AgentPath.KeyOf(path);
        var sight = AgentSight.Of(caller);
        var outcome = await _agents.ChangeAsync(
            key,
            entry => AgentAuthorization.ToggleRefusal(sight, entry),
            entry => entry.Agent.IsEnabled == enable
                ? entry
                : entry with { Agent = entry.Agent with { IsEnabled = enable, UpdatedAt = _time.GetUtcNow() } },
            cancellationToken,
            (batch, token) => enable ? _guards.RefusalAsync(caller, key, batch, token) : Task.FromResult<Error?>(null));
        if (outcome.IsSuccess)
        {
            var user = LogText.Clean(caller.UserName);
            LogToggled(key, enable, user);
            await _held.WaitAsync(key, cancellationToken);
        }

        return outcome;
    }

    [LoggerMessage(EventId = 2103, Level = LogLevel.Information, Message = "Agent {Agent} switched by {User}; enabled: {IsEnabled}.")]
    private partial void LogToggled(string agent, bool isEnabled, string user);
}
