using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace McpGateway.Host.FastPath;

/// <summary>The end of an exchange before its time. A connection has one: after an end there is no further exchange.</summary>
// a source of cancellation without a timer holds nothing, and the client may go when the exchange is over
#pragma warning disable CA1001
internal sealed class ExchangeLifetime : IHttpRequestLifetimeFeature
#pragma warning restore CA1001
{
    private readonly ConnectionContext _connection;
    private readonly CancellationTokenSource _gone = new();

    public ExchangeLifetime(ConnectionContext connection) => (_connection, RequestAborted) = (connection, _gone.Token);

    public CancellationToken RequestAborted { get; set; }

    /// <summary>Nobody waits for an answer any more.</summary>
    public bool IsOver { get; private set; }

    public void Reset() => RequestAborted = _gone.Token;

    public void Abort()
    {
        IsOver = true;
        _connection.Abort(new ConnectionAbortedException("The exchange was broken off."));

        // Not here: what is cancelled goes on in the callbacks, and may be what called this.
        ThreadPool.UnsafeQueueUserWorkItem(static gone => gone.Cancel(), _gone, preferLocal: false);
    }

    /// <summary>The client has closed the connection, or its half of it: as the server has it, that is the end of its requests.</summary>
    public void ClientWent()
    {
        IsOver = true;
        _gone.Cancel();
    }
}
