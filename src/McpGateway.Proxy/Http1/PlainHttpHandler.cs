using System.Collections.Concurrent;
using System.Net;

namespace McpGateway.Proxy.Http1;

/// <summary>
/// Carries plain HTTP/1.1 requests over connections of its own; everything else (TLS, upgrades, bodies of unknown length) goes on to the
/// framework's handler. The differences are in ADR 30.
/// </summary>
/// <remarks>
/// <code>
/// (1) head and small body into one buffer
/// (2) an idle connection that is alive, if possible of the client's thread, or a new one to an address that the guard allows
/// (3) send, read the head strictly; the content streams from the connection, which goes back to the pool with its last byte
/// (4) once more on a new connection, when an idle one died under the request
/// </code>
/// </remarks>
internal sealed class PlainHttpHandler : DelegatingHandler
{
    /// <summary>Larger bodies are sent from where they are instead of being copied.</summary>
    private const int MaxCopiedBody = 16 * 1024;

    private static readonly TimeSpan ExpireInterval = TimeSpan.FromSeconds(15);

    /// <summary>
    /// A server that closes an idle connection while a request is on its way is noticed within a round trip. One that takes longer had the
    /// request and failed at it, and doing it twice is for the client to decide.
    /// </summary>
    private static readonly TimeSpan CloseRace = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Host, int Port), ConnectionPool> _pools = new();
    private readonly PlainHttpOptions _options;
    private readonly TimeProvider _clock;
    private readonly ITimer _expiry;

    public PlainHttpHandler(PlainHttpOptions options, HttpMessageHandler others, TimeProvider clock)
        : base(others)
    {
        _options = options;
        _clock = clock;
        _expiry = clock.CreateTimer(static self => ((PlainHttpHandler)self!).Expire(), this, ExpireInterval, ExpireInterval);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.RequestUri!.Scheme == Uri.UriSchemeHttp && request.Version == HttpVersion.Version11
            ? ExchangeAsync(request, cancellationToken)
            : base.SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _expiry.Dispose();
            foreach (var pool in _pools.Values)
            {
                pool.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> ExchangeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // :: (1)
        var body = request.Content switch
        {
            null => default,
            BodyContent content => content.Body,
            { } other => await other.ReadAsByteArrayAsync(cancellationToken),
        };
        if (!RequestHead.TryWrite(request, LengthOf(request, body), out var head))
        {
            return await base.SendAsync(request, cancellationToken);
        }

        try
        {
            if (body.Length <= MaxCopiedBody)
            {
                head.Append(body.Span);
                body = default;
            }

            return await ExchangeAsync(request, head.Memory, body, cancellationToken);
        }
        finally
        {
            head.Dispose();
        }
    }

    private async ValueTask<HttpResponseMessage> ExchangeAsync(
        HttpRequestMessage request, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var pool = PoolOf(request.RequestUri!);

        // :: (2) (3)
        var connection = await OpenAsync(pool, mayBeIdle: true, cancellationToken);
        var (isReused, started) = (connection.IsReused, _clock.GetTimestamp());
        var answer = await RunAsync(connection, request, head, body, cancellationToken);
        if (answer is null && isReused && _clock.GetElapsedTime(started) < CloseRace)
        {
            // :: (4)
            connection = await OpenAsync(pool, mayBeIdle: false, cancellationToken);
            answer = await RunAsync(connection, request, head, body, cancellationToken);
        }

        return answer ?? throw InvalidAnswer.Ended();
    }

    private ValueTask<HttpResponseMessage?> RunAsync(
        UpstreamConnection connection, HttpRequestMessage request, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken) =>
        PlainExchange.TryRunAsync(connection, request, head, body, _options.MaxResponseHeaderBytes, cancellationToken);

    private static async ValueTask<UpstreamConnection> OpenAsync(
        ConnectionPool pool, bool mayBeIdle, CancellationToken cancellationToken)
    {
        await pool.EnterAsync(cancellationToken);
        try
        {
            return (mayBeIdle ? pool.TryTake(cancellationToken) : null) ?? await pool.DialAsync(cancellationToken);
        }
        catch
        {
            pool.Leave();
            throw;
        }
    }

    private ConnectionPool PoolOf(Uri address)
    {
        var key = (address.IdnHost, address.Port);
        return _pools.TryGetValue(key, out var pool)
            ? pool
            : _pools.GetOrAdd(key, static (key, self) => new(new(key.Host, key.Port), self._options, self._clock), this);
    }

    /// <summary>RFC 9110 §8.6: methods that bring content say how much, even when it is none.</summary>
    private static int? LengthOf(HttpRequestMessage request, ReadOnlyMemory<byte> body) =>
        request.Content is not null || request.Method == HttpMethod.Post || request.Method == HttpMethod.Put ? body.Length : null;

    private void Expire()
    {
        foreach (var pool in _pools.Values)
        {
            pool.Expire();
        }
    }
}
