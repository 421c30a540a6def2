using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace McpGateway.IntegrationTests.Storage;

/// <summary>
/// A network between a client and a Unix socket, which can be cut (connections end and are refused) or go silent (nothing arrives any more,
/// and nobody is told: a black hole).
/// </summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly ConcurrentDictionary<Socket, byte> _sockets = new();
    private readonly string _target;
    private readonly Task _accepting;
    private TaskCompletionSource _open = Opened();
    private volatile LostMessage? _lost;
    private volatile bool _isCut;

    public TcpRelay(string unixSocket)
    {
        _target = unixSocket;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections there are from the client.</summary>
    public int Connections => _sockets.Count / 2;

    /// <summary>The next message of a client that has these letters ends its connection.</summary>
    /// <param name="letters">Of the message.</param>
    /// <param name="isDelivered">Whether the server has it all the same.</param>
    /// <param name="isLast">Whether the network is cut from then on.</param>
    public void Lose(string letters, bool isDelivered, bool isLast = false) =>
        _lost = new(Encoding.ASCII.GetBytes(letters), isDelivered, isLast);

    public void GoSilent() => Volatile.Write(ref _open, new(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Cut()
    {
        _isCut = true;
        foreach (var socket in _sockets.Keys)
        {
            socket.Close(0);
        }
    }

    public void Heal()
    {
        _isCut = false;
        Volatile.Read(ref _open).TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        _listener.Dispose();
        Cut();
        Heal();
        await _accepting;
        _stopped.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stopped.Token);
                if (_isCut)
                {
                    client.Close(0);
                }
                else
                {
                    _ = ServeAsync(client);
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _sockets[client] = 0;
        _sockets[server] = 0;
        try
        {
            await Volatile.Read(ref _open).Task;
            await server.ConnectAsync(new UnixDomainSocketEndPoint(_target), _stopped.Token);
            await Task.WhenAny(CopyAsync(client, server, canLose: true), CopyAsync(server, client, canLose: false));
        }
        catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Closed below.
        }
        finally
        {
            _sockets.TryRemove(client, out _);
            _sockets.TryRemove(server, out _);
            client.Close(0);
            server.Close(0);
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool canLose)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, _stopped.Token)) > 0)
            {
                await Volatile.Read(ref _open).Task.WaitAsync(_stopped.Token);
                if (canLose && _lost is { } lost && buffer.AsSpan(0, count).IndexOf(lost.Letters) >= 0)
                {
                    _lost = null;
                    await LoseAsync(lost, from, to, buffer.AsMemory(0, count));
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, count), SocketFlags.None, _stopped.Token);
            }
        }
        catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other direction ends with it.
        }
    }

    private async Task LoseAsync(LostMessage lost, Socket client, Socket server, ReadOnlyMemory<byte> message)
    {
        _isCut |= lost.IsLast;
        client.Close(0);
        if (lost.IsDelivered)
        {
            await server.SendAsync(message, SocketFlags.None, _stopped.Token);
        }
    }

    private sealed record LostMessage(byte[] Letters, bool IsDelivered, bool IsLast);
}
