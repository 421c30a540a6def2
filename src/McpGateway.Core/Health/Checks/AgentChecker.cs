using McpGateway.Core.Agents;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Health.Checks;

/// <summary>Checks one agent and stores what is new, in the same documents as for servers: both are known by path.</summary>
internal sealed partial class AgentChecker(
    AgentRepository agents, CheckResults results, AgentProbe probe, CheckMeter meter, TimeProvider time, ILogger<AgentChecker> logger)
{
    public Task<Document<AgentDocument>?> FindAsync(string key, CancellationToken cancellationToken) =>
        agents.FindAsync(key, cancellationToken);

    public async Task<CheckResult> CheckAsync(AgentDocument agent, bool isAsked, CancellationToken cancellationToken)
    {
        var known = await results.FindAsync(agent.Path, cancellationToken);
        return agent.IsEnabled
            ? await ProbeAsync(agent, known, isAsked, cancellationToken)
            : await DisabledAsync(agent, known, cancellationToken);
    }

    private async Task<CheckResult> DisabledAsync(AgentDocument agent, HealthRecord? known, CancellationToken cancellationToken)
    {
        if (results.Disabled(known) is { } record)
        {
            await StoreAsync(agent, record, null, null, cancellationToken);
            results.Tell(agent.Path);
        }

        return new(HealthStatus.Disabled, known?.LastChecked, null);
    }

    private async Task<CheckResult> ProbeAsync(
        AgentDocument agent, HealthRecord? known, bool isAsked, CancellationToken cancellationToken)
    {
        results.Begin(agent.Path, known, isAsked);
        DateTimeOffset? ended = null;
        try
        {
            var started = time.GetTimestamp();
            var check = await TryAsync(agent, cancellationToken);
            ended = check.CheckedAt;
            meter.Checked(agent.Path, check.Status, time.GetElapsedTime(started));
            var record = CheckResults.Found(check.Status, check.Finding, known, check.CheckedAt, check.Latency);
            await StoreAsync(agent, record, known, check.Latency, cancellationToken);
            return new(check.Status, ended, null) { Finding = check.Finding, Agent = check };
        }
        finally
        {
            results.End(agent.Path, ended);
        }
    }

    private async Task<AgentCheck> TryAsync(AgentDocument agent, CancellationToken cancellationToken)
    {
        try
        {
            return await probe.ProbeAsync(agent, cancellationToken);
        }
#pragma warning disable CA1031 // a check that breaks is a finding about one agent and must not end the checking of the others
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogCheckBroke(agent.Path, failure);
            return new(HealthStatus.CheckBroke, agent.Path, time.GetUtcNow())
            {
                Reason = "The check itself failed: the gateway's log says more.",
            };
        }
    }

    private async Task StoreAsync(
        AgentDocument agent, HealthRecord record, HealthRecord? known, TimeSpan? latency, CancellationToken cancellationToken)
    {
        // What was checked may have been deleted, switched off or re-addressed meanwhile: then this result is about nothing.
        var present = await agents.FindAsync(agent.Path, cancellationToken);
        if (present is null || CheckedParts.Of(present.Value) != CheckedParts.Of(agent))
        {
            return;
        }

        results.Note(agent.Path, agent.RegisteredAt, record, latency);
        if (results.IsNews(record, known) && await results.StoreAsync(agent.Path, record, null, cancellationToken))
        {
            LogStored(agent.Path, record.Status, record.Reason ?? "");
        }
    }

    [LoggerMessage(EventId = 5006, Level = LogLevel.Error, Message = "The check of agent {Agent} broke.")]
    private partial void LogCheckBroke(string agent, Exception failure);

    [LoggerMessage(EventId = 5007, Level = LogLevel.Information, Message = "Agent {Agent} is {Status}. {Reason}")]
    private partial void LogStored(string agent, string status, string reason);
}
