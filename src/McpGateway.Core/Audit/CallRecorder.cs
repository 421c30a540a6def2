using System.Diagnostics.Metrics;
using System.Threading.Channels;
using McpGateway.Foundation;
using McpGateway.Proxy.Recording;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit;

/// <summary>
/// Takes call records from the data plane. Never blocks: when the writer cannot keep up, the newest record is dropped and counted.
/// </summary>
internal sealed class CallRecorder : ICallRecorder
{
    private readonly Channel<CallRecord> _queue;
    private readonly Counter<long> _droppedCounter;
    private readonly CallTally? _tally;
    private long _dropped;

    public CallRecorder(IOptions<AuditOptions> options, IMeterFactory meters, CallTally? tally = null)
    {
        _tally = tally;
        _queue = Channel.CreateBounded<CallRecord>(new BoundedChannelOptions(options.Value.QueueLength) { SingleReader = true });
        var meter = meters.Create(Instruments.AuditMeter);
        _droppedCounter = meter.CreateCounter<long>(
            Instruments.AuditDropped, "{record}", "Call records that were lost because the writer could not keep up.");
        meter.CreateObservableGauge(
            Instruments.AuditQueue, () => _queue.Reader.Count, "{record}", "Call records that wait to be written.");
        meter.CreateObservableCounter(
            Instruments.AuditLost,
            () => new Measurement<long>(tally?.LostBefore ?? 0, new KeyValuePair<string, object?>("reason", "killed")), "{record}",
            "Call records that a process before this one had taken and not stored when it was killed, at most.");
    }

    public ChannelReader<CallRecord> Reader => _queue.Reader;

    public void Record(CallRecord record)
    {
        if (!_queue.Writer.TryWrite(record))
        {
            Interlocked.Increment(ref _dropped);
            _droppedCounter.Add(1);
            return;
        }

        _tally?.Taken();
    }

    /// <summary>It is known what became of so many records.</summary>
    public void Settled(long count) => _tally?.Settled(count);

    /// <summary>No more records come; the reader ends when the queue is empty.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>How many records were dropped since the last call.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);
}
