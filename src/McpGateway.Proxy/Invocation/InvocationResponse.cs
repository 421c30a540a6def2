using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace McpGateway.Proxy.Invocation;

/// <summary>The answer as the pipeline writes it. It starts with the first flush, as on a socket.</summary>
internal sealed class InvocationResponse : HttpResponseFeature, IHttpResponseBodyFeature
{
    private readonly Action _started;
    private bool _hasStarted;

    public InvocationResponse(PipeWriter writer, Action started)
    {
        _started = started;
        Writer = new StartingWriter(writer, Begin);
        Stream = Writer.AsStream(leaveOpen: true);
    }

    public override bool HasStarted => _hasStarted;

    public Stream Stream { get; }

    public PipeWriter Writer { get; }

    public void Begin()
    {
        _hasStarted = true;
        _started();
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Begin();
        return Task.CompletedTask;
    }

    public void DisableBuffering()
    {
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public Task CompleteAsync() => Task.CompletedTask;

    private sealed class StartingWriter(PipeWriter inner, Action start) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        /// <summary>The connection completes the pipe, when the pipeline has returned.</summary>
        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            start();
            return inner.FlushAsync(cancellationToken);
        }

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            start();
            return inner.WriteAsync(source, cancellationToken);
        }
    }
}
