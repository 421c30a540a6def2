using McpGateway.Foundation.Http;
using McpGateway.Host.Connections;
using McpGateway.Host.Https;
using McpGateway.Proxy;
using McpGateway.Proxy.Forwarding;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.FastPath;

/// <summary>
/// Stands before the server's HTTP layer on each connection without TLS, and serves canonical calls itself (ADR 31).
/// </summary>
internal sealed class FastPathServer(
    RouteTableHolder routes, PublicOrigin origin, ICallServer calls, IServiceScopeFactory scopes, HostWatch watch,
    IOptions<ProxyOptions> options, IOptions<HttpsOptions> https, IOptionsMonitor<HostFilteringOptions> hosts, Handover handover,
    TimeProvider clock, ILogger<FastPathServer> logger)
{
    private readonly DateLine _date = new(clock);

    /// <summary>
    /// What the public address has in front of a path, and calls in plain text that are not wanted, are the server's pipeline's.
    /// </summary>
    private readonly bool _isOn = options.Value.FastPath && !origin.Path.HasValue && !https.Value.Redirect;

    /// <summary>Whether each answer is the last on its connection.</summary>
    public bool ClosesConnections => handover.HasBegun;

    public ConnectionDelegate Before(ConnectionDelegate next, ListenOptions listen)
    {
        if (!_isOn)
        {
            return next;
        }

        // With the first connection: what comes after the defaults, TLS for one, is not known yet.
        var isPlain = new Lazy<bool>(() => IsPlain(listen));
        return connection => isPlain.Value ? ServeAsync(connection, listen.KestrelServerOptions.Limits, next) : next(connection);
    }

    public Exchange NewExchange(ConnectionContext connection, Deadlines deadlines) =>
        new(calls, scopes, connection, deadlines, _date, logger);

    /// <summary>
    /// Whether the target, as it is written, is an address of a registered server, and nothing that stands before the data plane would
    /// have to see the call.
    /// </summary>
    /// <param name="target">What the client asks for.</param>
    /// <param name="last">The last answer that the same connection got.</param>
    public bool Serves(string target, ref ServedTarget last)
    {
        var table = routes.Current;
        if (!ReferenceEquals(last.Table, table) || !ReferenceEquals(last.Target, target))
        {
            last = new(table, target, table.MatchAsWritten(target));
        }

        return last.Match is not null && !watch.IsOn && AllowsAllHosts(hosts.CurrentValue);
    }

    private static bool AllowsAllHosts(HostFilteringOptions hosts) => hosts.AllowedHosts.Count == 0 || hosts.AllowedHosts.Contains("*");

    private async Task ServeAsync(ConnectionContext connection, KestrelServerLimits limits, ConnectionDelegate next)
    {
        if (await new FastConnection(connection, limits, this).RunAsync())
        {
            await next(connection);
        }
    }

    /// <summary>
    /// Middleware of the defaults stands before TLS, where a call in plain text must not be served. The address says whether there is TLS;
    /// whatever it may come to say, only this form counts as plain.
    /// </summary>
    private static bool IsPlain(ListenOptions listen) =>
        listen.Protocols.HasFlag(HttpProtocols.Http1) && listen.ToString()!.StartsWith("http://", StringComparison.Ordinal);
}
