using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace McpGateway.Host.FastPath;

/// <summary>
/// Serves canonical calls of one connection until something else comes: that, and all that follows, is the server's, from its first byte.
/// </summary>
/// <remarks>
/// <code>
/// (1) wait for a request, no longer than a connection may be idle
/// (2) look at it without taking a byte: a whole canonical call, the beginning of one, or something else
/// (3) a beginning may be completed for a moment; then it is the server's, whose limits for slow clients begin
/// (4) a whole call is taken and served
/// </code>
/// </remarks>
internal sealed class FastConnection
{
    /// <summary>Larger bodies are the server's, which reads them as they come.</summary>
    public const int MaxBody = 16 * 1024;

    /// <summary>Packets that belong together follow each other closely.</summary>
    private static readonly TimeSpan Completion = TimeSpan.FromSeconds(1);

    private readonly ConnectionContext _connection;
    private readonly KestrelServerLimits _limits;
    private readonly FastPathServer _server;
    private readonly PipeReader _input;
    private readonly Deadlines _deadlines;
    private readonly HeadReader _head;
    private ServedTarget _target;
    private Exchange? _exchange;
    private volatile bool _isStopping;

    public FastConnection(ConnectionContext connection, KestrelServerLimits limits, FastPathServer server)
    {
        (_connection, _limits, _server) = (connection, limits, server);
        _input = connection.Transport.Input;
        _deadlines = new(connection, limits);
        _head = new(limits);
    }

    /// <returns>Whether the server goes on with the connection; otherwise it is to be closed.</returns>
    public async Task<bool> RunAsync()
    {
        _connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(
            static deadlines => ((Deadlines)deadlines).Tick(), _deadlines);
        using var stopping = _connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested
            .UnsafeRegister(static self => ((FastConnection)self!).Stop(), this);
        using var closed = _connection.ConnectionClosed.UnsafeRegister(
            static self => ((FastConnection)self!)._exchange?.Lifetime.ClientWent(), this);
        try
        {
            while (true)
            {
                // :: (1) (2) (3)
                var (next, body) = await ReceiveAsync();
                if (next != Next.Call)
                {
                    return next == Next.Server;
                }

                // :: (4)
                if (!await ServeAsync(body!))
                {
                    return false;
                }
            }
        }
        catch (Exception exception) when (exception is ConnectionResetException or ConnectionAbortedException)
        {
            return false;
        }
        finally
        {
            _deadlines.AwaitRead(null);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(Next Next, byte[]? Body)> ReceiveAsync()
    {
        var isBegun = false;
        _deadlines.AwaitRead(_limits.KeepAliveTimeout);
        while (true)
        {
            var result = await _input.ReadAsync();
            var buffer = result.Buffer;
            var state = buffer.IsEmpty ? HeadState.Partial : Look(buffer);
            if (state == HeadState.Canonical)
            {
                return (Next.Call, Take(buffer));
            }

            var isEnd = result.IsCompleted || _isStopping || _deadlines.HasReadPassed;
            if (state == HeadState.Foreign || isEnd)
            {
                if (buffer.IsEmpty)
                {
                    _input.AdvanceTo(buffer.Start);
                    return (Next.Close, null);
                }

                ResumedTransport.Put(_connection, result);
                return (Next.Server, null);
            }

            _input.AdvanceTo(buffer.Start, buffer.End);
            if (!isBegun && !buffer.IsEmpty)
            {
                isBegun = true;
                _deadlines.AwaitRead(Completion);
            }
        }
    }

    private HeadState Look(in ReadOnlySequence<byte> buffer)
    {
        var state = _head.Read(buffer.FirstSpan);
        if (state == HeadState.Partial && !buffer.IsSingleSegment)
        {
            state = _head.Read(buffer.Slice(0, Math.Min(buffer.Length, HeadReader.MaxHead + 4)).ToArray());
        }

        return state != HeadState.Canonical ? state
            : _head.ContentLength > MaxBody || !_server.Serves(_head.Target, ref _target) ? HeadState.Foreign
            : buffer.Length < _head.Length + _head.ContentLength ? HeadState.Partial
            : HeadState.Canonical;
    }

    /// <summary>The body, in a rented buffer. From here on the call is ours.</summary>
    private byte[] Take(in ReadOnlySequence<byte> buffer)
    {
        _deadlines.AwaitRead(null);
        var content = buffer.Slice(_head.Length, _head.ContentLength);
        var body = ArrayPool<byte>.Shared.Rent(_head.ContentLength);
        content.CopyTo(body);
        _input.AdvanceTo(content.End);
        return body;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ServeAsync(byte[] body)
    {
        _exchange ??= _server.NewExchange(_connection, _deadlines);
        if (_connection.ConnectionClosed.IsCancellationRequested)
        {
            _exchange.Lifetime.ClientWent();
        }

        var isLast = _isStopping || _server.ClosesConnections;
        return await _exchange.ServeAsync(_head, _target.Match!.Value, body, isLast) && !_isStopping;
    }

    /// <summary>The server stops, or makes room.</summary>
    private void Stop()
    {
        _isStopping = true;
        _exchange?.Close();
        _input.CancelPendingRead();
    }

    private enum Next
    {
        Call,
        Server,
        Close,
    }
}
