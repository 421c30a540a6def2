using System.Net;
using System.Net.Sockets;

namespace McpGateway.Proxy.Http1;

/// <summary>
/// The connections to one host and port. Of those that serve this thread the one used last is used next: what is not needed grows old and
/// is closed.
/// </summary>
internal sealed class ConnectionPool(DnsEndPoint target, PlainHttpOptions options, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(60);

    /// <summary>Names are resolved again now and then.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>A server that announces a limit closes at it; the connection is given up before.</summary>
    private static readonly TimeSpan IdleMargin = TimeSpan.FromSeconds(1);

    /// <summary>Idle connections that are looked at for one of this thread's: under the lock, and where threads are many in vain.</summary>
    private const int MaxLooked = 64;

    private readonly Lock _lock = new();
    private readonly List<UpstreamConnection> _idle = [];

    /// <summary>One for each exchange. As idle connections are used first, there are never more connections than this allows.</summary>
    private readonly SemaphoreSlim _permits = new(options.MaxConnectionsPerServer);
    private bool _isDisposed;

    /// <summary>Waits until there may be another exchange. Its end is <see cref="Leave"/> or <see cref="GiveBack"/>.</summary>
    public ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        return _permits.Wait(0, CancellationToken.None) ? default : new(_permits.WaitAsync(cancellationToken));
    }

    public void Leave() => _permits.Release();

    /// <summary>An idle connection that is alive, waiting for its answer already; null when there is none.</summary>
    public UpstreamConnection? TryTake(CancellationToken cancellationToken)
    {
        while (Pop() is { } connection)
        {
            if (connection.IdleUntil > clock.GetTimestamp() && connection.TryBegin(cancellationToken))
            {
                return connection;
            }

            connection.Dispose();

            // The wait of a cancelled call ends at once, too, and says nothing about the other connections.
            cancellationToken.ThrowIfCancellationRequested();
        }

        return null;
    }

    /// <summary>A new connection, waiting for its answer already.</summary>
    /// <exception cref="HttpRequestException">The server cannot be reached, or must not be dialled.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the connect timeout has passed.</exception>
    public async ValueTask<UpstreamConnection> DialAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Socket socket;
        try
        {
            socket = await options.Dial(target, both.Token);
        }
        catch (SocketException exception)
        {
            throw new HttpRequestException(
                exception.SocketErrorCode
                    is SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery
                    ? HttpRequestError.NameResolutionError
                    : HttpRequestError.ConnectionError,
                "The server could not be reached.", exception);
        }

        var connection = new UpstreamConnection(socket, this, clock.GetTimestamp());
        if (connection.TryBegin(cancellationToken))
        {
            return connection;
        }

        connection.Dispose();
        cancellationToken.ThrowIfCancellationRequested();
        throw InvalidAnswer.Ended();
    }

    /// <summary>Takes a connection whose exchange is over.</summary>
    public void GiveBack(UpstreamConnection connection, bool isReusable)
    {
        if (!isReusable || !TryPush(connection))
        {
            connection.Dispose();
        }

        Leave();
    }

    /// <summary>Closes what has been idle for too long.</summary>
    public void Expire()
    {
        List<UpstreamConnection> expired;
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            expired = _idle.FindAll(connection => connection.IdleUntil <= now);
            if (expired.Count > 0)
            {
                _idle.RemoveAll(expired.Contains);
            }
        }

        expired.ForEach(connection => connection.Dispose());
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _idle.ForEach(connection => connection.Dispose());
            _idle.Clear();
        }
    }

    private UpstreamConnection? Pop()
    {
        lock (_lock)
        {
            if (_idle.Count == 0)
            {
                return null;
            }

            var index = NearestIndex();
            var connection = _idle[index];
            _idle.RemoveAt(index);
            return connection;
        }
    }

    /// <summary>
    /// The last one whose answers arrive on this thread, which is the client's: the call then stays on it. Else the last one.
    /// </summary>
    private int NearestIndex()
    {
        var thread = Environment.CurrentManagedThreadId;
        var last = _idle.Count - 1;
        for (var index = last; index >= 0 && index > last - MaxLooked; index--)
        {
            if (_idle[index].Thread == thread)
            {
                return index;
            }
        }

        return last;
    }

    private bool TryPush(UpstreamConnection connection)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return false;
            }

            connection.IdleUntil = IdleLimit(connection);
            _idle.Add(connection);
            return true;
        }
    }

    private long IdleLimit(UpstreamConnection connection)
    {
        var time = connection.AnnouncedIdleTime is { } limit && limit - IdleMargin < IdleTime ? limit - IdleMargin : IdleTime;
        return Math.Min(clock.GetTimestamp() + Ticks(time), connection.OpenedAt + Ticks(Lifetime));
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);
}
