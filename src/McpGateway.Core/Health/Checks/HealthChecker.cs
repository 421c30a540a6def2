using System.Collections.Concurrent;
using System.Globalization;
using McpGateway.Core.Health.Discovery;
using McpGateway.Core.Health.History;
using McpGateway.Core.Health.Probing;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Health.Checks;

/// <summary>Checks one server: reads what is known, probes, stores what is new. One check per server at a time.</summary>
internal sealed partial class HealthChecker(
    ServerRepository servers, HealthRepository health, HealthWriter writer, HealthStateStore states, HealthHistoryWriter history,
    McpProber prober,
    IOptions<HealthOptions> options, TimeProvider time, ILogger<HealthChecker> logger) : IDisposable
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
            if (await servers.FindAsync(key, cancellationToken) is not { } server)
            {
                await ClearUpAsync(key, cancellationToken);
                return CheckResult.Gone;
            }

            // A check that was under way when this one was asked for has answered it.
            return isAsked && memory.Last is { } last && last.Answers(server, asked)
                ? last.Result
                : await CheckAsync(server, memory, isAsked, cancellationToken);
        }
        finally
        {
            memory.Gate.Release();
        }
    }

    /// <summary>Lists the tools with a credential that is not the server's own.</summary>
    public async Task DiscoverAsync(string key, ServerHeader credential, CancellationToken cancellationToken)
    {
        var memory = _memories.GetOrAdd(key, _ => new());
        await memory.Gate.WaitAsync(cancellationToken);
        try
        {
            if (await servers.FindAsync(key, cancellationToken) is not { Value.IsEnabled: true } server)
            {
                return;
            }

            var known = (await health.FindAsync(key, cancellationToken))?.Value;
            var tools = (await servers.FindToolsAsync(key, cancellationToken))?.Value;
            var started = time.GetTimestamp();
            var outcome = await ProbeAsync(server, tools, wantsTools: true, cancellationToken, credential);
            if (outcome is { Status: HealthStatus.Healthy, Tools: not null })
            {
                var record = RecordOf(outcome, known, time.GetUtcNow(), time.GetElapsedTime(started));
                await StoreAsync(server, record, outcome, cancellationToken, known);
                history.Tell(key);
            }
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

    private async Task<CheckResult> CheckAsync(
        Document<ServerRecord> server, Memory memory, bool isAsked, CancellationToken cancellationToken)
    {
        var known = (await health.FindAsync(server.Key, cancellationToken))?.Value;
        if (!server.Value.IsEnabled)
        {
            if (known?.Status != HealthStatus.Disabled)
            {
                await StoreAsync(
                    server, new(HealthStatus.Disabled, known?.LastChecked) { Since = time.GetUtcNow() }, new(HealthStatus.Disabled),
                    cancellationToken);
                history.Tell(server.Key);
            }

            return new(HealthStatus.Disabled, known?.LastChecked, null);
        }

        var tools = (await servers.FindToolsAsync(server.Key, cancellationToken))?.Value;
        var wantsTools = isAsked || tools?.ProtocolVersion is null || known is not { IsRoutable: true }
            || memory.ToolsListed is not { } listed || time.GetUtcNow() - listed >= options.Value.ToolsInterval;
        if (isAsked || known is null || known.Status == HealthStatus.Disabled)
        {
            states.BeginCheck(server.Key);
        }

        DateTimeOffset? ended = null;
        try
        {
            var started = time.GetTimestamp();
            var outcome = await ProbeAsync(server, tools, wantsTools, cancellationToken);
            ended = time.GetUtcNow();
            memory.ToolsListed = outcome.Tools is null ? memory.ToolsListed : ended;
            await StoreAsync(
                server, RecordOf(outcome, known, ended.Value, time.GetElapsedTime(started)), outcome, cancellationToken, known);
            var result = new CheckResult(outcome.Status, ended, outcome.Tools)
            {
                Reason = outcome.Reason,
                NeedsCredentials = outcome.NeedsCredentials,
                FinalAddress = outcome.FinalAddress,
            };
            memory.Last = new(server.Version, wantsTools, time.GetTimestamp(), result);
            return result;
        }
        finally
        {
            states.EndCheck(server.Key, ended);
            history.Tell(server.Key);
        }
    }

    private async Task<ProbeOutcome> ProbeAsync(
        Document<ServerRecord> server, ServerToolsRecord? tools, bool wantsTools, CancellationToken cancellationToken,
        ServerHeader? credential = null)
    {
        try
        {
            var secrets = await servers.FindSecretsAsync(server.Key, cancellationToken);
            var target = ProbeTarget.Of(server.Value, secrets?.Value, tools, options.Value);
            return await prober.ProbeAsync(credential is null ? target : target.With(credential), wantsTools, cancellationToken);
        }
#pragma warning disable CA1031 // a check that breaks is a finding about one server and must not end the checking of the others
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogCheckBroke(server.Key, failure);
            return new(HealthStatus.CheckBroke) { Reason = "The check itself failed: the gateway's log says more." };
        }
    }

    private static HealthRecord RecordOf(ProbeOutcome outcome, HealthRecord? known, DateTimeOffset ended, TimeSpan latency) =>
        new(outcome.Status, ended)
        {
            Since = known?.Status == outcome.Status ? known.Since ?? ended : ended,
            Latency = outcome.Latency ?? latency,
            Reason = outcome.Reason,
            NeedsCredentials = outcome.NeedsCredentials,
            FinalAddress = outcome.FinalAddress,
        };

    private static (string, string?, bool, string?) Finding(HealthRecord record) =>
        (record.Status, record.Reason, record.NeedsCredentials, record.FinalAddress);

    private async Task StoreAsync(
        Document<ServerRecord> server, HealthRecord record, ProbeOutcome outcome, CancellationToken cancellationToken,
        HealthRecord? known = null)
    {
        var found = outcome.Tools;
        var isNews = known is null || Finding(known) != Finding(record)
            || !(record.LastChecked - known.LastChecked < options.Value.StoreInterval);
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
                history.Note(present.Value, record, outcome.Latency);
            }

            var before = found is null ? null : await servers.FindToolsAsync(server.Key, cancellationToken);
            var tools = found is null ? null : ToolMerge.Apply(before?.Value, found, time.GetUtcNow());
            if (!isNews && tools is null)
            {
                return;
            }

            var plan = await history.PlanAsync(server.Key, cancellationToken);
            var stored = await writer.WriteAsync(
                batch =>
                {
                    batch.Put(HealthRepository.Health, server.Key, record, null);
                    if (plan is not null)
                    {
                        batch.Put(HealthHistoryRepository.Histories, server.Key, plan.History, plan.Version);
                    }

                    if (tools is not null)
                    {
                        batch.Put(ServerRepository.Tools, server.Key, tools, before?.Version ?? DocumentBatch.Absent);
                    }
                },
                cancellationToken);
            if (stored.IsSuccess)
            {
                history.Settle(server.Key, plan);
                var count = tools?.Tools.Count.ToString(CultureInfo.InvariantCulture) ?? "as before";
                LogStored(server.Key, record.Status, count, record.Reason ?? "");
                return;
            }
        }
    }

    private async Task ClearUpAsync(string key, CancellationToken cancellationToken)
    {
        _memories.TryRemove(key, out _);
        history.Forget(key);
        var status = await health.FindAsync(key, cancellationToken);
        var tools = await servers.FindToolsAsync(key, cancellationToken);

        // Looked for again after what is to go was read: a server that somebody registers meanwhile keeps what came with it, because its
        // documents are newer than those that were read.
        if ((status is null && tools is null) || await servers.FindAsync(key, cancellationToken) is not null)
        {
            return;
        }

        await writer.WriteAsync(batch => Delete(batch, key, status?.Version, tools?.Version), cancellationToken);
    }

    private static void Delete(DocumentBatch batch, string key, long? status, long? tools)
    {
        if (status is not null)
        {
            batch.Delete(HealthRepository.Health, key, status);
        }

        if (tools is not null)
        {
            batch.Delete(ServerRepository.Tools, key, tools);
        }

        batch.Delete(HealthHistoryRepository.Histories, key, null);
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Error, Message = "The check of {Server} broke.")]
    private partial void LogCheckBroke(string server, Exception failure);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Information, Message = "{Server} is {Status}; tools stored: {Tools}. {Reason}")]
    private partial void LogStored(string server, string status, string tools, string reason);

    /// <summary>What this replica remembers of a server between checks. Written under its gate.</summary>
    private sealed class Memory
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public DateTimeOffset? ToolsListed { get; set; }

        public LastCheck? Last { get; set; }
    }

    private sealed record LastCheck(long Version, bool HadTools, long Ended, CheckResult Result)
    {
        public bool Answers(Document<ServerRecord> server, long asked) => HadTools && Version == server.Version && Ended >= asked;
    }
}

/// <summary>What a check found. <paramref name="Tools"/> is null when they were not listed.</summary>
internal sealed record CheckResult(string Status, DateTimeOffset? LastChecked, FoundTools? Tools)
{
    public string? Reason { get; init; }

    public bool NeedsCredentials { get; init; }

    public string? FinalAddress { get; init; }

    public static readonly CheckResult Gone = new(HealthStatus.Unknown, null, null);
}
