using System.Buffers;
using System.IO.Pipelines;

namespace McpGateway.Host.FastPath;

/// <summary>A request body that has been received as a whole.</summary>
internal sealed class BufferedBody : PipeReader
{
    private ReadOnlySequence<byte> _rest;

    public void Reset(ReadOnlyMemory<byte> body) => _rest = new(body);

    public override bool TryRead(out ReadResult result)
    {
        result = new(_rest, isCanceled: false, isCompleted: true);
        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new ReadResult(_rest, isCanceled: false, isCompleted: true));
    }

    public override void AdvanceTo(SequencePosition consumed) => _rest = _rest.Slice(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => AdvanceTo(consumed);

    /// <summary>No read ever waits.</summary>
    public override void CancelPendingRead()
    {
    }

    public override void Complete(Exception? exception = null) => _rest = default;
}
