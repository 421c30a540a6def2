using System.Diagnostics.Metrics;
using System.Net;
using System.Runtime.InteropServices;
using McpGateway.Foundation;
using McpGateway.Identity.Http;
using Microsoft.AspNetCore.Connections;

namespace McpGateway.Host.Connections;

/// <summary>
/// Who is connected. When there is no room, those go who have kept the server waiting longest: a newcomer is served, whoever holds
/// connections without using them. Under the lock of each accept and each end of a connection; requests do not come here.
/// </summary>
internal sealed partial class ConnectionTracker
{
    /// <summary>A look through all connections frees this part of them, so that the looks are few.</summary>
    private const int Share = 64;

    /// <summary>Milliseconds that a connection has to end by itself when it is told to go.</summary>
    private const int Notice = 250;

    private readonly ConnectionLimits _limits;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly List<ClientConnection> _connections = [];
    private readonly Dictionary<IPAddress, Client> _byKey = [];
    private TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _leaving;
    private long _lastWarning = long.MinValue;

    public ConnectionTracker(ConnectionLimits limits, IMeterFactory meters, ILogger<ConnectionTracker> logger)
    {
        (_limits, _logger) = (limits, logger);
        meters.Create(Instruments.HostMeter).CreateObservableGauge(
            Instruments.Connections, () => Count, "{connection}", "Open connections of clients.");
    }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>What connections are counted by; all that come by a Unix socket are one client's.</summary>
    public static IPAddress KeyOf(EndPoint? remote) =>
        remote is IPEndPoint { Address: var address } ? ClientAddress.NetworkOf(address) : IPAddress.None;

    /// <summary>
    /// Whether one more of this client's is admitted. Waits only, and for a second at most, for connections that are on their way out.
    /// </summary>
    public async ValueTask<bool> AdmitsAsync(IPAddress key, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            Task left;
            lock (_lock)
            {
                if (HasRoom(key))
                {
                    return true;
                }

                if (_leaving == 0)
                {
                    break;
                }

                left = _left.Task;
            }

            await Task.WhenAny(left, Task.Delay(100, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        Warn();
        return false;
    }

    public ClientConnection Add(ConnectionContext connection, IPAddress key)
    {
        lock (_lock)
        {
            var added = new ClientConnection(connection, this, key) { Index = _connections.Count };
            _connections.Add(added);
            CollectionsMarshal.GetValueRefOrAddDefault(_byKey, key, out _).Count++;
            return added;
        }
    }

    public void Remove(ClientConnection connection)
    {
        TaskCompletionSource left;
        lock (_lock)
        {
            var leaving = connection.IsEvicted ? 1 : 0;
            _leaving -= leaving;
            var last = _connections[^1];
            _connections[connection.Index] = last;
            last.Index = connection.Index;
            _connections.RemoveAt(_connections.Count - 1);
            ref var client = ref CollectionsMarshal.GetValueRefOrNullRef(_byKey, connection.Key);
            client.Leaving -= leaving;
            if (--client.Count == 0)
            {
                _byKey.Remove(connection.Key);
            }

            (left, _left) = (_left, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        left.TrySetResult();
    }

    /// <summary>Sends those away who waited longest.</summary>
    /// <returns>Whether there was anybody.</returns>
    private bool Evict(IPAddress? key, int limit)
    {
        var waiting = new PriorityQueue<ClientConnection, long>();
        var room = Math.Max(1, limit / Share);
        var now = Environment.TickCount64;
        foreach (var connection in _connections)
        {
            if (connection.IsEvicted)
            {
                connection.AbortIfEvictedBefore(now - Notice);
            }
            else if (connection.WaitingSince is > 0 and var since && (key is null || connection.Key.Equals(key)))
            {
                // The queue keeps the oldest: whoever waits least is at its head.
                if (waiting.Count < room)
                {
                    waiting.Enqueue(connection, -since);
                }
                else
                {
                    waiting.EnqueueDequeue(connection, -since);
                }
            }
        }

        var hasEvicted = waiting.Count > 0;
        while (waiting.TryDequeue(out var connection, out _))
        {
            connection.Evict(now);
            CollectionsMarshal.GetValueRefOrNullRef(_byKey, connection.Key).Leaving++;
            _leaving++;
        }

        return hasEvicted;
    }

    private bool HasRoom(IPAddress key)
    {
        var perAddress = _limits.PerAddress(key);
        if (_byKey.TryGetValue(key, out var client) && client.Count >= perAddress)
        {
            if (client.Count - client.Leaving >= perAddress)
            {
                Evict(key, perAddress);
            }

            if (client.Leaving == 0 || client.Count >= perAddress + Slack(perAddress))
            {
                return false;
            }
        }

        if (_connections.Count < _limits.Total)
        {
            return true;
        }

        if (_connections.Count - _leaving >= _limits.Total && !Evict(HeaviestKey(), _limits.Total))
        {
            Evict(null, _limits.Total);
        }

        return _leaving > 0 && _connections.Count < _limits.Total + Slack(_limits.Total);
    }

    /// <summary>Connections that are told to go take a moment: a few more may be there meanwhile.</summary>
    private static int Slack(int limit) => Math.Max(4, limit / 32);

    private IPAddress HeaviestKey() => _byKey.MaxBy(static pair => pair.Value.Count).Key;

    /// <summary>Once in a while: a log that tells each refusal would be an attack of its own.</summary>
    private void Warn()
    {
        var now = Environment.TickCount64;
        var last = Interlocked.Read(ref _lastWarning);
        if ((last == long.MinValue || now - last >= 10_000) && Interlocked.CompareExchange(ref _lastWarning, now, last) == last)
        {
            LogRefused(Count, _limits.Total);
        }
    }

    [LoggerMessage(
        EventId = 13010, Level = LogLevel.Warning,
        Message = "Connections are refused: all that may be open (in total or from one address) are in use ({Count} of {Total}).")]
    private partial void LogRefused(int count, int total);

    private struct Client
    {
        public int Count;
        public int Leaving;
    }
}
