using System.Diagnostics.Metrics;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Leadership;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit.Forwarding;

/// <summary>
/// Sends events to their receivers, in order, from where each of them is; on one replica. Where a receiver is, is stored: after a restart
/// it goes on there, and what was sent and not noted comes again. A receiver that is new begins at the present.
/// </summary>
internal sealed partial class AuditForwarder(
    IReadOnlyList<IAuditReceiver> receivers, IAuditTrail trail, IEnumerable<ILeaderLease> leases, IOptions<ForwardOptions> options,
    IMeterFactory meters, TimeProvider time, ILogger<AuditForwarder> logger) : BackgroundService
{
    private const int BatchSize = 100;

    private static readonly TimeSpan ElectionInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Counter<long> _dropped = meters.Create(Instruments.AuditMeter).CreateCounter<long>(
        Instruments.AuditForwardDropped, "{event}", "Events of the audit that a receiver was not given: it did not take them in time.");

    private readonly Dictionary<string, (DateTimeOffset NotBefore, TimeSpan Pause)> _pauses = new(StringComparer.Ordinal);

    /// <summary>Of each receiver: that others take events, or that there are none at the moment, ends none of them.</summary>
    private readonly Dictionary<string, RepeatedFailures> _failures = receivers.ToDictionary(
        static receiver => receiver.Name, _ => new RepeatedFailures(time), StringComparer.Ordinal);

    private readonly LedWork _led = new("audit-forward", ElectionInterval, leases, time);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => receivers.Count > 0
        ? _led.RunAsync((_, cancellationToken) => RunAsync(cancellationToken), LogInterrupted, stoppingToken)
        : Task.CompletedTask;

    /// <summary>Sends what is due to every receiver, once.</summary>
    internal async Task ForwardAsync(CancellationToken cancellationToken)
    {
        foreach (var receiver in receivers)
        {
            if (_pauses.TryGetValue(receiver.Name, out var pause) && time.GetUtcNow() < pause.NotBefore)
            {
                continue;
            }

            var deliveries = await trail.ReadDeliveriesAsync(receiver.Name, cancellationToken);
            foreach (var head in await trail.ReadHeadsAsync(cancellationToken))
            {
                if (!deliveries.TryGetValue(head.Stream, out var delivery))
                {
                    delivery = new(head.Number, 0);
                    await trail.WriteDeliveryAsync(receiver.Name, head.Stream, delivery, cancellationToken);
                }

                if (!await ForwardAsync(receiver, head, delivery, cancellationToken))
                {
                    break;
                }
            }
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await ForwardAsync(cancellationToken);
            _led.Succeeded();
            await Task.Delay(options.Value.Interval, time, cancellationToken);
        }
    }

    /// <returns>False when the receiver takes nothing at the moment.</returns>
    private async Task<bool> ForwardAsync(
        IAuditReceiver receiver, AuditHead head, AuditDelivery delivery, CancellationToken cancellationToken)
    {
        while (delivery.Number < head.Number)
        {
            var rows = await trail.ReadAsync(head.Stream, delivery.Number, BatchSize, cancellationToken);
            if (rows.Count == 0)
            {
                return true;
            }

            try
            {
                await receiver.SendAsync(rows, cancellationToken);
                _pauses.Remove(receiver.Name);
                _failures[receiver.Name].Ended();
                delivery = delivery with { Number = rows[^1].Number };
            }
            catch (IOException failure)
            {
                Pause(receiver, failure);
                if (options.Value.WhenDown != ForwardOptions.Drop || OverdueOf(rows) is not (> 0 and var overdue))
                {
                    return false;
                }

                delivery = new(rows[overdue - 1].Number, delivery.Dropped + overdue);
                _dropped.Add(overdue);
                LogDropped(overdue, receiver.Name);
                await trail.WriteDeliveryAsync(receiver.Name, head.Stream, delivery, cancellationToken);
                return false;
            }

            await trail.WriteDeliveryAsync(receiver.Name, head.Stream, delivery, cancellationToken);
        }

        return true;
    }

    /// <summary>How many of the first events have waited too long.</summary>
    private int OverdueOf(IReadOnlyList<AuditRow> rows)
    {
        var before = time.GetUtcNow() - options.Value.MaxDelay;
        return rows.TakeWhile(row => row.At < before).Count();
    }

    private void Pause(IAuditReceiver receiver, IOException failure)
    {
        var pause = _pauses.TryGetValue(receiver.Name, out var known) ? known.Pause * 2 : TimeSpan.FromSeconds(1);
        pause = pause < LongestPause ? pause : LongestPause;
        _pauses[receiver.Name] = (time.GetUtcNow() + pause, pause);
        if (_failures[receiver.Name].ShouldTell(out var untold))
        {
            LogDown(receiver.Name, untold, failure);
        }
    }

    [LoggerMessage(EventId = 16020, Level = LogLevel.Warning,
        Message = "The audit could not be forwarded; it is tried again ({Untold} more failures since this was last told).")]
    private partial void LogInterrupted(long untold, Exception failure);

    [LoggerMessage(EventId = 16021, Level = LogLevel.Warning,
        Message = "The receiver {Receiver} of the audit takes nothing; it is tried again ({Untold} more failures since last told).")]
    private partial void LogDown(string receiver, long untold, Exception failure);

    [LoggerMessage(EventId = 16022, Level = LogLevel.Error,
        Message = "{Count} events of the audit were left out for the receiver {Receiver}: it did not take them in time.")]
    private partial void LogDropped(int count, string receiver);
}
