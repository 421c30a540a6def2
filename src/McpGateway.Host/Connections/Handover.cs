using System.Collections.Concurrent;

namespace McpGateway.Host.Connections;

/// <summary>
/// How connections leave a server that stops, where a proxy stands before it. A proxy keeps connections open and sends the next call on one
/// of them; if the server ends it at that moment, the proxy cannot know whether the call was executed and must not repeat it. So first
/// nothing is accepted any more, which a proxy notices before it has sent anything, and each answer says that its connection closes
/// (RFC 9112 section 9.6). What is left when the server itself stops has not been used for <see cref="Duration"/>.
/// </summary>
internal sealed class Handover(ConnectionLimits limits, TimeProvider time)
{
    /// <summary>Proxies that meet a refusal leave the server alone for seconds, and what was on its way to it has arrived.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<ClientListener, bool> _listeners = new();
    private volatile bool _hasBegun;

    /// <summary>Whether an answer closes its connection.</summary>
    public bool HasBegun => _hasBegun;

    public void Add(ClientListener listener) => _listeners[listener] = true;

    public void Remove(ClientListener listener) => _listeners.TryRemove(listener, out _);

    /// <summary>Returns at once where no proxy is configured: clients repeat what is theirs to repeat.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!limits.HasProxies)
        {
            return;
        }

        _hasBegun = true;
        await Task.WhenAll(_listeners.Keys.Select(listener => listener.LeaveAsync(time, cancellationToken)));
        await Task.Delay(Duration, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

/// <summary>Says it on the answers of the server's pipeline; the fast path says it itself.</summary>
internal sealed class HandoverAnswers(Handover handover) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(next => context =>
        {
            if (handover.HasBegun && HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                context.Response.Headers.Connection = "close";
            }

            return next(context);
        });
        next(app);
    };
}
