using System.Collections.Concurrent;
using System.Globalization;
using McpGateway.Core.Agents;
using McpGateway.Core.Health.Discovery;
using McpGateway.Core.Health.Probing;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Health.Checks;

/// <summary>
/// Checks one server: reads what is known, probes, stores what is new. One check per path at a time, be it a server or an agent.
/// </summary>
internal sealed partial class HealthChecker(
    ServerRepository servers, PinSettings pins, HealthRepository health, CheckResults results, McpProber prober, AgentChecker agents,
    CheckMeter meter, IOptions<HealthOptions> options, TimeProvider time, ILogger<HealthChecker> logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, Memory> _memories = new(StringComparer.Ordinal);

    /// <param name="isAsked">Somebody waits for a fresh result: tools are listed too.</param>
    public async Task<CheckResult> CheckAsync(string key, bool isAsked, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var memory = _memories.GetOrAdd(key, _ => new());
        await memory.Gate.WaitAsync(cancellationToken);
        try
        {
            // A check that was under way when this one was asked for has answered it.
            var earlier = isAsked && memory.Last?.Ended >= asked ? memory.Last : null;
            if (await servers.FindAsync(key, cancellationToken) is { } server)
            {
                return earlier?.Answers(server.Version) == true
                    ? earlier.Result
                    : await CheckAsync(server, memory, isAsked, cancellationToken);
            }

            if (await agents.FindAsync(key, cancellationToken) is { Value: var agent })
            {
                return earlier?.Answers(CheckedParts.Of(agent)) == true
                    ? earlier.Result
                    : await CheckAsync(agent, memory, isAsked, cancellationToken);
            }

            await ClearUpAsync(key, cancellationToken);
            return CheckResult.Gone;
        }
        finally
        {
            memory.Gate.Release();
        }
    }

    /// <summary>Lists the tools with credentials that are not the server's own.</summary>
    /// <returns>Whether it has shown them.</returns>
    public async Task<bool> DiscoverAsync(string key, IReadOnlyList<ServerHeader> credentials, CancellationToken cancellationToken)
    {
        var memory = _memories.GetOrAdd(key, _ => new());
        await memory.Gate.WaitAsync(cancellationToken);
        try
        {
            if (await servers.FindAsync(key, cancellationToken) is not { Value.IsEnabled: true } server)
            {
                return false;
            }

            var known = await results.FindAsync(key, cancellationToken);
            var tools = (await servers.FindToolsAsync(key, cancellationToken))?.Value;
            var started = time.GetTimestamp();
            var outcome = await ProbeAsync(server, tools, wantsTools: true, cancellationToken, credentials);
            if (outcome is not { Status: HealthStatus.Healthy, Tools: not null })
            {
                return false;
            }

            var record = RecordOf(outcome, known, time.GetUtcNow(), time.GetElapsedTime(started));
            await StoreAsync(server, record, outcome, cancellationToken, known);
            results.Tell(key);
            return true;
        }
        finally
        {
            memory.Gate.Release();
        }
    }

    public void Dispose()
    {
        foreach (var memory in _memories.Values)
        {
            memory.Gate.Dispose();
        }
    }

    private async Task<CheckResult> CheckAsync(AgentDocument agent, Memory memory, bool isAsked, CancellationToken cancellationToken)
    {
        var result = await agents.CheckAsync(agent, isAsked, cancellationToken);
        memory.Last = new(CheckedParts.Of(agent), HadTools: true, time.GetTimestamp(), result);
        return result;
    }

    private async Task<CheckResult> CheckAsync(
        Document<ServerRecord> server, Memory memory, bool isAsked, CancellationToken cancellationToken)
    {
        var known = await results.FindAsync(server.Key, cancellationToken);
        if (!server.Value.IsEnabled)
        {
            if (results.Disabled(known) is { } disabled)
            {
                await StoreAsync(server, disabled, new(HealthStatus.Disabled), cancellationToken);
                results.Tell(server.Key);
            }

            return new(HealthStatus.Disabled, known?.LastChecked, null);
        }

        var tools = (await servers.FindToolsAsync(server.Key, cancellationToken))?.Value;
        var wantsTools = isAsked || tools?.ProtocolVersion is null || known is not { IsRoutable: true }
            || memory.ToolsListed is not { } listed || time.GetUtcNow() - listed >= options.Value.ToolsInterval;
        results.Begin(server.Key, known, isAsked);
        DateTimeOffset? ended = null;
        try
        {
            var started = time.GetTimestamp();
            var outcome = Told(server.Key, memory, await ProbeAsync(server, tools, wantsTools, cancellationToken));
            ended = time.GetUtcNow();
            meter.Checked(server.Key, outcome.Status, time.GetElapsedTime(started));
            memory.ToolsListed = outcome.Tools is null ? memory.ToolsListed : ended;
            await StoreAsync(
                server, RecordOf(outcome, known, ended.Value, time.GetElapsedTime(started)), outcome, cancellationToken, known);
            var result = new CheckResult(outcome.Status, ended, outcome.Tools) { Finding = outcome.Finding };
            memory.Last = new(server.Version, wantsTools, time.GetTimestamp(), result);
            return result;
        }
        finally
        {
            results.End(server.Key, ended);
        }
    }

    private async Task<ProbeOutcome> ProbeAsync(
        Document<ServerRecord> server, ServerToolsRecord? tools, bool wantsTools, CancellationToken cancellationToken,
        IReadOnlyList<ServerHeader>? credentials = null)
    {
        try
        {
            var secrets = await servers.FindSecretsAsync(server.Key, cancellationToken);
            var target = ProbeTarget.Of(server.Value, secrets?.Value, tools, options.Value);
            return await prober.ProbeAsync(credentials is null ? target : target.With(credentials), wantsTools, cancellationToken);
        }
#pragma warning disable CA1031 // a check that breaks is a finding about one server and must not end the checking of the others
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogCheckBroke(server.Key, failure);
            return new(HealthStatus.CheckBroke) { Finding = CheckFinding.Of("The check itself failed: the gateway's log says more.") };
        }
    }

    /// <summary>Says of a server whose list was cut that it was, at the checks that do not list, too.</summary>
    private ProbeOutcome Told(string server, Memory memory, ProbeOutcome outcome)
    {
        if (outcome.Tools is { } tools)
        {
            if (tools.Cut is not null && tools.Cut != memory.Cut)
            {
                LogCut(server, tools.Tools.Count, tools.Cut);
            }

            memory.Cut = tools.Cut;
        }

        return memory.Cut is { } cut && HealthStatus.IsRoutable(outcome.Status)
            ? outcome with { Finding = outcome.Finding with { Reason = $"{outcome.Finding.Reason} {cut}".TrimStart() } }
            : outcome;
    }

    private static HealthRecord RecordOf(ProbeOutcome outcome, HealthRecord? known, DateTimeOffset ended, TimeSpan latency) =>
        CheckResults.Found(outcome.Status, outcome.Finding, known, ended, outcome.Latency ?? latency);

    private async Task StoreAsync(
        Document<ServerRecord> server, HealthRecord record, ProbeOutcome outcome, CancellationToken cancellationToken,
        HealthRecord? known = null)
    {
        var found = outcome.Tools;
        var isNews = results.IsNews(record, known);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            // What was checked may have been removed, switched off or re-addressed meanwhile: then this result is about nothing.
            var present = await servers.FindAsync(server.Key, cancellationToken);
            if (present is null || CheckedParts.Of(present.Value) != CheckedParts.Of(server.Value))
            {
                return;
            }

            if (attempt == 0)
            {
                results.Note(server.Key, present.Value.RegisteredAt, record, outcome.Latency);
            }

            var before = found is null ? null : await servers.FindToolsAsync(server.Key, cancellationToken);
            var rules = pins.For(present.Value);
            var tools = found is null ? null : ToolMerge.Apply(before?.Value, found, time.GetUtcNow(), rules);
            var news = tools is null ? [] : ServerPins.News(before?.Value, tools, rules);
            if (!isNews && tools is null)
            {
                return;
            }

            var isStored = await results.StoreAsync(
                server.Key, record,
                batch =>
                {
                    if (tools is not null)
                    {
                        batch.Put(ServerRepository.Tools, server.Key, tools, before?.Version ?? DocumentBatch.Absent);
                    }

                    if (present.Value.IsEnabled && news.Count > 0 && rules.SwitchesOff)
                    {
                        batch.Put(ServerRepository.Servers, server.Key, present.Value with { IsEnabled = false }, present.Version);
                    }
                },
                cancellationToken);
            if (isStored)
            {
                var count = tools?.Tools.Count.ToString(CultureInfo.InvariantCulture) ?? "as before";
                LogStored(server.Key, record.Status, count, record.Finding.Reason ?? "");
                if (news.Count > 0)
                {
                    LogUnapproved(server.Key, news.Count, LogText.Clean(news[0].Name), rules.Mode);
                }

                return;
            }
        }
    }

    private async Task ClearUpAsync(string key, CancellationToken cancellationToken)
    {
        _memories.TryRemove(key, out _);
        results.Forget(key);
        var status = await health.FindAsync(key, cancellationToken);
        var tools = await servers.FindToolsAsync(key, cancellationToken);

        // Looked for again after what is to go was read: a server that somebody registers meanwhile keeps what came with it, because its
        // documents are newer than those that were read.
        if ((status is null && tools is null) || await servers.FindAsync(key, cancellationToken) is not null
            || await agents.FindAsync(key, cancellationToken) is not null)
        {
            return;
        }

        await results.RemoveAsync(
            key, status?.Version,
            batch =>
            {
                if (tools is not null)
                {
                    batch.Delete(ServerRepository.Tools, key, tools.Version);
                }
            },
            cancellationToken);
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Error, Message = "The check of {Server} broke.")]
    private partial void LogCheckBroke(string server, Exception failure);

    [LoggerMessage(
        EventId = 17050, Level = LogLevel.Warning,
        Message = "{Server} says something that nobody has approved: {Count} definitions, the first of them {Name}. Mode: {Mode}.")]
    private partial void LogUnapproved(string server, int count, string name, string mode);

    [LoggerMessage(EventId = 5008, Level = LogLevel.Warning, Message = "Of the tools of {Server}, {Count} are known. {Reason}")]
    private partial void LogCut(string server, int count, string reason);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Information, Message = "{Server} is {Status}; tools stored: {Tools}. {Reason}")]
    private partial void LogStored(string server, string status, string tools, string reason);

    /// <summary>What this replica remembers of a server between checks. Written under its gate.</summary>
    private sealed class Memory
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public DateTimeOffset? ToolsListed { get; set; }

        /// <summary>As <see cref="FoundTools.Cut"/>, of the last list.</summary>
        public string? Cut { get; set; }

        public LastCheck? Last { get; set; }
    }

    /// <param name="Checked">The version of a server; the parts of an agent, whose document its own check may write.</param>
    /// <param name="HadTools">Whether nothing was left out.</param>
    /// <param name="Ended">Timestamp.</param>
    /// <param name="Result">What it found.</param>
    private sealed record LastCheck(object Checked, bool HadTools, long Ended, CheckResult Result)
    {
        public bool Answers(object present) => HadTools && Checked.Equals(present);
    }
}

/// <summary>What a check found. <paramref name="Tools"/> is null when they were not listed.</summary>
internal sealed record CheckResult(string Status, DateTimeOffset? LastChecked, FoundTools? Tools)
{
    public CheckFinding Finding { get; init; } = CheckFinding.None;

    /// <summary>What the check of an agent found; null for a server.</summary>
    public AgentCheck? Agent { get; init; }

    public static readonly CheckResult Gone = new(HealthStatus.Unknown, null, null);
}
