using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace McpGateway.Host.Connections;

/// <summary>
/// A connection of a client that knows whether its client keeps it waiting. The server reads only when it wants more from the client: a
/// read that has not returned is a connection without a request, or with half of one.
/// </summary>
internal sealed class ClientConnection : ConnectionContext
{
    private readonly ConnectionContext _inner;
    private readonly ConnectionTracker _tracker;
    private long _waitingSince;
    private int _uses;
    private int _isLeft;
    private long _evictedAt;
    private bool _isAborted;

    public ClientConnection(ConnectionContext inner, ConnectionTracker tracker, IPAddress key)
    {
        (_inner, _tracker, Key) = (inner, tracker, key);
        _waitingSince = Environment.TickCount64;
        inner.Transport = new Watched(new WatchedReader(inner.Transport.Input, this), inner.Transport.Output);
        inner.Features.Set(this);
    }

    /// <summary>What connections are counted by: <see cref="ConnectionTracker.KeyOf"/>.</summary>
    public IPAddress Key { get; }

    /// <summary>Position in the tracker's list; the tracker's own.</summary>
    public int Index { get; set; }

    /// <summary>Told to go to make room; the tracker's own.</summary>
    public bool IsEvicted => _evictedAt != 0;

    /// <summary>Since when (milliseconds, monotonic) the server waits for the client; 0 when it does not.</summary>
    public long WaitingSince => Volatile.Read(ref _uses) > 0 ? 0 : Volatile.Read(ref _waitingSince);

    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => _inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    public override IDuplexPipe Transport
    {
        get => _inner.Transport;
        set => _inner.Transport = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => _inner.ConnectionClosed;
        set => _inner.ConnectionClosed = value;
    }

    /// <summary>A request of a kind that reads all the time (HTTP/2, WebSocket) is served: it is no waiting.</summary>
    public void Enter() => Interlocked.Increment(ref _uses);

    public void Leave()
    {
        Volatile.Write(ref _waitingSince, Environment.TickCount64);
        Interlocked.Decrement(ref _uses);
    }

    /// <summary>
    /// Tells the server to end it, which costs little where no request is under way: tearing down thousands of connections by exceptions
    /// would be worth an attack.
    /// </summary>
    public void Evict(long now)
    {
        _evictedAt = now;
        ThreadPool.UnsafeQueueUserWorkItem(
            static connection =>
                connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose(), this, preferLocal: false);
    }

    /// <summary>Cuts it when it has not ended although it was told before this time.</summary>
    public void AbortIfEvictedBefore(long time)
    {
        if (!_isAborted && _evictedAt < time)
        {
            _isAborted = true;
            ThreadPool.UnsafeQueueUserWorkItem(
                static connection => connection.Abort(new ConnectionAbortedException("Closed to make room.")), this, preferLocal: false);
        }
    }

    public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

    public override void Abort() => _inner.Abort();

    public override async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        await base.DisposeAsync();
        if (Interlocked.Exchange(ref _isLeft, 1) == 0)
        {
            _tracker.Remove(this);
        }
    }

    private void Waits() => Volatile.Write(ref _waitingSince, Environment.TickCount64);

    private void Got() => Volatile.Write(ref _waitingSince, 0);

    private sealed record Watched(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>Costs two writes of a number for each read.</summary>
    private sealed class WatchedReader(PipeReader inner, ClientConnection connection) : PipeReader
    {
        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            connection.Waits();
            return inner.ReadAsync(cancellationToken);
        }

        public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

        public override void AdvanceTo(SequencePosition consumed)
        {
            connection.Got();
            inner.AdvanceTo(consumed);
        }

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            connection.Got();
            inner.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
    }
}
