using System.Net;
using System.Net.Sockets;
using McpGateway.Proxy.Outbound;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace McpGateway.Host.Connections;

/// <summary>
/// Accepts connections on one socket. Like the server's own, except that it asks the <see cref="ConnectionTracker"/>, and that it waits
/// when the system has no descriptor left: the server's own tries again at once, for ever, on the thread that everything else needs.
/// </summary>
internal sealed partial class ClientListener(
    Socket socket, SocketConnectionContextFactory connections, SocketTransportOptions options, IMemoryPoolFeature buffers,
    ConnectionTracker tracker, Handover handover, ILogger<ClientListener> logger) : IConnectionListener
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Longer than a round trip to a proxy, within which a connection that has begun is either there or lost.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan QuietAtLatest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);

    private readonly CancellationTokenSource _unbound = new();

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var accepted = await socket.AcceptAsync(cancellationToken);

                // While more wait to be accepted, this loop does not pause: on a socket thread it would hold up all connections there.
                await SocketThread.LeaveAsync();
                if (await AdmitAsync(accepted) is { } connection)
                {
                    return connection;
                }
            }
            catch (Exception failure) when (failure is ObjectDisposedException or OperationCanceledException
                or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException failure) when (failure.SocketErrorCode is SocketError.TooManyOpenSockets
                or SocketError.NoBufferSpaceAvailable or SocketError.SocketError)
            {
                LogNoDescriptors(failure.SocketErrorCode);
                await Task.Delay(Pause, CancellationToken.None);
            }
            catch (SocketException)
            {
                // The client went before it was accepted.
            }
        }
    }

    /// <summary>
    /// Stops to listen without a reset for anybody: closing the socket at once would reset the connections that the system has made and
    /// nobody has accepted yet, requests that they carry included. Where the system cannot hold newcomers back, it is closed at once.
    /// </summary>
    public async Task LeaveAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        if (_unbound.IsCancellationRequested)
        {
            return;
        }

        if (NewcomerFilter.TryAttach(socket))
        {
            await UntilNobodyWaitsAsync(time, cancellationToken);
        }

        await UnbindAsync(CancellationToken.None);
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _unbound.CancelAsync();
        socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        handover.Remove(this);
        await _unbound.CancelAsync();
        _unbound.Dispose();
        socket.Dispose();
        connections.Dispose();
    }

    private async Task UntilNobodyWaitsAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var (began, last) = (time.GetTimestamp(), time.GetTimestamp());
        while (time.GetElapsedTime(last) < Quiet && time.GetElapsedTime(began) < QuietAtLatest
            && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Look, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (socket.Poll(TimeSpan.Zero, SelectMode.SelectRead))
            {
                last = time.GetTimestamp();
            }
        }
    }

    private async ValueTask<ClientConnection?> AdmitAsync(Socket accepted)
    {
        var isAdmitted = false;
        try
        {
            var key = ConnectionTracker.KeyOf(accepted.RemoteEndPoint);
            isAdmitted = await tracker.AdmitsAsync(key, _unbound.Token);
            if (!isAdmitted)
            {
                return null;
            }

            if (accepted.LocalEndPoint is IPEndPoint)
            {
                accepted.NoDelay = options.NoDelay;
            }

            var connection = connections.Create(accepted);
            connection.Features.Set(buffers);
            return tracker.Add(connection, key);
        }
        finally
        {
            if (!isAdmitted)
            {
                // Zero seconds: a reset, which leaves nothing behind.
                accepted.Close(0);
            }
        }
    }

    [LoggerMessage(EventId = 13011, Level = LogLevel.Error,
        Message = "No connection can be accepted: the process has no descriptor left ({Error}).")]
    private partial void LogNoDescriptors(SocketError error);
}
