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
    private long _dropped;

    public CallRecorder(IOptions<AuditOptions> options, IMeterFactory meters)
    {
        _queue = Channel.CreateBounded<CallRecord>(new BoundedChannelOptions(options.Value.QueueLength) { SingleReader = true });
        var meter = meters.Create(Instruments.AuditMeter);
        _droppedCounter = meter.CreateCounter<long>(
            Instruments.AuditDropped, "{record}", "Call records that were lost because the writer could not keep up.");
        meter.CreateObservableGauge(
            Instruments.AuditQueue, () => _queue.Reader.Count, "{record}", "Call records that wait to be written.");
    }

    public ChannelReader<CallRecord> Reader => _queue.Reader;

    public void Record(CallRecord record)
    {
        if (!_queue.Writer.TryWrite(record))
        {
            Interlocked.Increment(ref _dropped);
            _droppedCounter.Add(1);
        }
    }

    /// <summary>No more records come; the reader ends when the queue is empty.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>How many records were dropped since the last call.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);
}
