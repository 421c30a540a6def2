using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace McpGateway.Host.FastPath;

/// <summary>
/// The server's time limits on the fast path: how long a connection may be idle, and how slowly a client may take an answer. Looked at once
/// a second, with the server's own heartbeat.
/// </summary>
internal sealed class Deadlines(ConnectionContext connection, KestrelServerLimits limits)
{
    private readonly PipeReader _input = connection.Transport.Input;
    private long _read;
    private long _write;

    /// <summary>Until when the client may be busy taking what was written, at the least rate that is allowed.</summary>
    private long _extent;

    public bool HasReadPassed => Volatile.Read(ref _read) is > 0 and var read && Environment.TickCount64 >= read;

    /// <summary>Null ends the wait.</summary>
    public void AwaitRead(TimeSpan? limit) => Volatile.Write(
        ref _read,
        limit is { TotalMilliseconds: > 0 and < int.MaxValue } time ? Environment.TickCount64 + (long)time.TotalMilliseconds : 0);

    /// <param name="output">What is flushed.</param>
    /// <param name="count">Bytes written since the last flush.</param>
    /// <param name="cancellationToken">The exchange's end.</param>
    public ValueTask<FlushResult> FlushAsync(PipeWriter output, long count, CancellationToken cancellationToken)
    {
        if (limits.MinResponseDataRate is not { } rate)
        {
            return output.FlushAsync(cancellationToken);
        }

        var now = Environment.TickCount64;
        _extent = Math.Max(_extent, now) + (long)(count * 1000 / rate.BytesPerSecond);
        var flush = output.FlushAsync(cancellationToken);
        return flush.IsCompleted ? flush : AwaitAsync(flush, now + (long)rate.GracePeriod.TotalMilliseconds);
    }

    public void Tick()
    {
        if (HasReadPassed)
        {
            _input.CancelPendingRead();
        }

        if (Volatile.Read(ref _write) is > 0 and var write && Environment.TickCount64 >= write)
        {
            connection.Abort(new ConnectionAbortedException("The client takes its answer more slowly than allowed."));
        }
    }

    private async ValueTask<FlushResult> AwaitAsync(ValueTask<FlushResult> flush, long least)
    {
        Volatile.Write(ref _write, Math.Max(least, _extent));
        try
        {
            return await flush;
        }
        finally
        {
            Volatile.Write(ref _write, 0);
        }
    }
}
