using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Proxy.Pins;

namespace McpGateway.Core.Pins.Reports;

/// <summary>
/// Takes note of definitions that callers were about to be shown and that nobody has approved, and stores them: then every replica refuses
/// calls of them. What many callers meet at the same time is stored once.
/// </summary>
internal sealed partial class PinReports(
    ServerRepository servers, PinSettings pins, DocumentStore documents, TimeProvider time, ILogger<PinReports> logger)
    : BackgroundService, IPinReports
{
    private const int Capacity = 1024;
    private const int MaxKnown = 4096;

    /// <summary>How long the same news is not told again; it is stored, or could not be.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<UInt128, long> _told = [];

    // Full: the next list tells it again.
    private readonly Channel<SeenReport> _queue = Channel.CreateBounded<SeenReport>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Report(PinReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var now = time.GetTimestamp();
        var key = KeyOf(report);
        if (_told.TryGetValue(key, out var told) && time.GetElapsedTime(told, now) < Quiet)
        {
            return;
        }

        if (_told.Count >= MaxKnown)
        {
            _told.Clear();
        }

        _told[key] = now;
        _queue.Writer.TryWrite(new(report, time.GetUtcNow()));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var reports = new List<SeenReport>();
        while (await _queue.Reader.WaitToReadAsync(stoppingToken))
        {
            while (reports.Count < Capacity && _queue.Reader.TryRead(out var report))
            {
                reports.Add(report);
            }

            foreach (var server in reports.GroupBy(static seen => seen.Report.Server, StringComparer.Ordinal))
            {
                await StoreAsync(server.Key, [.. server], stoppingToken);
            }

            reports.Clear();
        }
    }

    private async Task StoreAsync(string server, IReadOnlyList<SeenReport> reports, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await OptimisticCommit.RunAsync(documents, token => PlanAsync(server, reports, token), cancellationToken);
            if (!stored.IsSuccess)
            {
                LogNotStored(server, stored.Error.Detail);
            }
            else if (stored.Value is { Count: > 0 } news)
            {
                LogFound(server, news.Count, LogText.Clean(news[0].Name));
            }

            if (stored.IsSuccess && stored.Value is not null)
            {
                // Routed by already: when it is met again, it has been another in between.
                foreach (var (report, _) in reports)
                {
                    _told.TryRemove(KeyOf(report), out _);
                }
            }
        }
#pragma warning disable CA1031 // the store may be away: the next list tells it again, and shows nothing until then
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(server, failure);
        }
    }

    /// <returns>What waits for a decision now; null when nothing was to be stored.</returns>
    private async Task<Result<PendingWrite<IReadOnlyList<WaitingDefinition>?>>> PlanAsync(
        string server, IReadOnlyList<SeenReport> reports, CancellationToken cancellationToken)
    {
        var batch = new DocumentBatch();
        if (await servers.FindAsync(server, cancellationToken) is not { } present
            || await servers.FindToolsAsync(server, cancellationToken) is not { } stored)
        {
            return new PendingWrite<IReadOnlyList<WaitingDefinition>?>(batch, null);
        }

        var rules = pins.For(present.Value);
        var next = stored.Value;
        foreach (var (report, at) in reports)
        {
            if (SeenByCallers.IsOvertaken(next, report, at))
            {
                // If the server says so still, the next list tells it.
                _told.TryRemove(KeyOf(report), out _);
                continue;
            }

            next = SeenByCallers.Apply(next, report, at, rules) ?? next;
        }

        if (ReferenceEquals(next, stored.Value))
        {
            return new PendingWrite<IReadOnlyList<WaitingDefinition>?>(batch, null);
        }

        var news = ServerPins.News(stored.Value, next, rules);
        batch.Put(ServerRepository.Tools, server, next, stored.Version);
        if (news.Count > 0 && rules.SwitchesOff && present.Value.IsEnabled)
        {
            batch.Put(ServerRepository.Servers, server, present.Value with { IsEnabled = false }, present.Version);
        }

        return new PendingWrite<IReadOnlyList<WaitingDefinition>?>(batch, news);
    }

    private static UInt128 KeyOf(PinReport report)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{report.Server}\n{report.Kind}\n{report.Name}\n"));
        hash.AppendData(report.Definition.Span);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash.GetHashAndReset());
    }

    /// <summary>News, and when a caller was about to be shown it.</summary>
    private sealed record SeenReport(PinReport Report, DateTimeOffset At);

    [LoggerMessage(
        EventId = 17051, Level = LogLevel.Warning,
        Message = "{Server} was about to show callers something that nobody has approved: {Count} definitions, the first of them {Name}.")]
    private partial void LogFound(string server, int count, string name);

    [LoggerMessage(
        EventId = 17052, Level = LogLevel.Warning, Message = "What {Server} shows callers now could not be stored: {Reason}")]
    private partial void LogNotStored(string server, string reason);

    [LoggerMessage(EventId = 17053, Level = LogLevel.Error, Message = "What {Server} shows callers now could not be stored.")]
    private partial void LogFailed(string server, Exception failure);
}
