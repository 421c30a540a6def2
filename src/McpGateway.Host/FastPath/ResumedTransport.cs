using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace McpGateway.Host.FastPath;

/// <summary>
/// Hands a connection on with what was looked at and not taken. A pipe whose data was looked through gives it out again only when more
/// comes, and the client may be waiting for an answer: so the read that is under way is handed on, too.
/// </summary>
internal sealed class ResumedTransport : PipeReader, IDuplexPipe
{
    private readonly IDuplexPipe _inner;
    private ReadResult _read;
    private bool _hasRead = true;

    private ResumedTransport(IDuplexPipe inner, ReadResult read) => (_inner, _read) = (inner, read);

    public PipeReader Input => this;

    public PipeWriter Output => _inner.Output;

    /// <param name="connection">Gets another transport.</param>
    /// <param name="read">A read of its input that nothing was taken of, and that has not been ended.</param>
    public static void Put(ConnectionContext connection, in ReadResult read) => connection.Transport =
        new ResumedTransport(connection.Transport, new(read.Buffer, isCanceled: false, read.IsCompleted));

    public override bool TryRead(out ReadResult result) => TryResume(out result) || _inner.Input.TryRead(out result);

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        TryResume(out var read) ? new(read) : _inner.Input.ReadAsync(cancellationToken);

    public override void AdvanceTo(SequencePosition consumed) => _inner.Input.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _inner.Input.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => _inner.Input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _inner.Input.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _inner.Input.CompleteAsync(exception);

    private bool TryResume(out ReadResult read)
    {
        read = _read;
        var hasRead = _hasRead;
        (_hasRead, _read) = (false, default);
        return hasRead;
    }
}
