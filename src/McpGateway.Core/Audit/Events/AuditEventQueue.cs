using System.Diagnostics.Metrics;
using System.Threading.Channels;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit.Events;

/// <summary>
/// Takes events that change nothing in the store. Never blocks: a full queue drops, and so does a flood of attempts by people who have
/// proven nothing, which would fill the disk. What was dropped is counted, and said in the audit itself.
/// </summary>
internal sealed class AuditEventQueue : IAuditEvents
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Channel<AuditEvent> _queue;
    private readonly EventComposer _composer;
    private readonly TimeProvider _time;
    private readonly int _maxUnproven;
    private readonly bool _isEnabled;
    private readonly Counter<long> _droppedCounter;
    private readonly Lock _counting = new();
    private long _dropped;
    private long _windowBegan;
    private int _unproven;

    public AuditEventQueue(EventComposer composer, IOptions<AuditOptions> options, IMeterFactory meters, TimeProvider time)
    {
        (_composer, _time) = (composer, time);
        _isEnabled = options.Value.Enabled;
        _maxUnproven = options.Value.MaxUnprovenEventsPerMinute;
        _windowBegan = time.GetTimestamp();
        _queue = Channel.CreateBounded<AuditEvent>(new BoundedChannelOptions(options.Value.EventQueueLength) { SingleReader = true });
        var meter = meters.Create(Instruments.AuditMeter);
        meter.CreateObservableGauge(
            Instruments.AuditEventsQueue, () => _queue.Reader.Count, "{event}", "Events of the audit that wait to be written.");
        _droppedCounter = meter.CreateCounter<long>(
            Instruments.AuditEventsDropped, "{event}", "Events of the audit that were lost: too many at a time, or the store was away.");
    }

    public ChannelReader<AuditEvent> Reader => _queue.Reader;

    public void Record(AuditNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        if (!_isEnabled)
        {
            return;
        }

        var isProven = note.IsProven || AuditScope.Current?.Caller is not null;
        if (isProven || MayComeUnproven())
        {
            Put(_composer.Compose(note));
        }
        else
        {
            Drop();
        }
    }

    /// <summary>Takes an event that could not be written at once, as it is.</summary>
    public void Put(AuditEvent composed)
    {
        if (!_queue.Writer.TryWrite(composed))
        {
            Drop();
        }
    }

    /// <summary>No more events are taken: what comes now is counted as lost.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>How many events were dropped since the last call.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);

    private void Drop()
    {
        Interlocked.Increment(ref _dropped);
        _droppedCounter.Add(1);
    }

    private bool MayComeUnproven()
    {
        lock (_counting)
        {
            if (_time.GetElapsedTime(_windowBegan) >= Window)
            {
                (_windowBegan, _unproven) = (_time.GetTimestamp(), 0);
            }

            return ++_unproven <= _maxUnproven;
        }
    }
}
