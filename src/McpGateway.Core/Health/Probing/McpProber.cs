using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using McpGateway.Core.Health.Discovery;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Protocol;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Client;

namespace McpGateway.Core.Health.Probing;

/// <summary>Checks one server the way a client would meet it, and lists its tools on the way when asked to.</summary>
internal sealed class McpProber(IProbeConnector connector, IOptions<HealthOptions> options, TimeProvider time)
{
    private const int RequestsBesidesPages = 40;

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    public async Task<ProbeOutcome> ProbeAsync(ProbeTarget target, bool wantsTools, CancellationToken cancellationToken)
    {
        if (target.Transports is [ServerTransport.Stdio])
        {
            return new(HealthStatus.Unknown);
        }

        if (target.Upstream is null)
        {
            return new(HealthStatus.MissingProxyUrl);
        }

        if (target.IsInProcess)
        {
            return await ProbeInProcessAsync(target, wantsTools, cancellationToken);
        }

        var isEither = target.Transports.Count == 0;
        var outcomes = new List<ProbeOutcome>();
        if (isEither || target.Transports.Contains(ServerTransport.StreamableHttp))
        {
            outcomes.Add(await ProbeHttpAsync(target, wantsTools, cancellationToken));
        }

        if ((isEither || target.Transports.Contains(ServerTransport.Sse)) && !outcomes.Exists(IsRoutable))
        {
            outcomes.Add(await ProbeSseAsync(target, wantsTools, cancellationToken));
        }

        return outcomes.Find(IsRoutable)
            ?? (outcomes.DistinctBy(outcome => outcome.Status).Count() == 1 ? outcomes[0] : new(HealthStatus.AllTransportsFailed));
    }

    private static bool IsRoutable(ProbeOutcome outcome) => HealthStatus.IsRoutable(outcome.Status);

    /// <summary>Reachable without a credential: whether the one it refused was ours decides what to call that.</summary>
    private static string ReachableStatus(ProbeTarget target, bool wasAuthRefusal) =>
        wasAuthRefusal && target.Headers.Count > 0 ? HealthStatus.AuthExpired : HealthStatus.Healthy;

    private async Task<ProbeOutcome> ProbeInProcessAsync(ProbeTarget target, bool wantsTools, CancellationToken cancellationToken)
    {
        if (connector.HandlerFor(target.Upstream!) is not { } handler)
        {
            return new(HealthStatus.ConnectionError);
        }

        if (!wantsTools)
        {
            return new(HealthStatus.Healthy);
        }

        using var deadline = Deadline(cancellationToken);
        await using var client = Open(target, new("http://inprocess.invalid/"), handler, HttpTransportMode.StreamableHttp, deadline.Token);
        await client.ConnectAsync(target.KnownRevision, deadline.Token);
        return new(HealthStatus.Healthy, await ListToolsAsync(client, deadline.Token));
    }

    private async Task<ProbeOutcome> ProbeHttpAsync(ProbeTarget target, bool wantsTools, CancellationToken cancellationToken)
    {
        var endpoint = ProbeAddresses.StreamableHttp(target);
        using var deadline = Deadline(cancellationToken);
        var started = time.GetTimestamp();
        await using var client = Open(target, endpoint, connector.HandlerFor(endpoint)!, HttpTransportMode.StreamableHttp, deadline.Token);
        try
        {
            using var handshake = Limit(options.Value.HandshakeTimeout, deadline.Token);
            await client.ConnectAsync(target.KnownRevision, handshake.Token);
        }
        catch (Exception failure) when (
            failure is HttpRequestException { StatusCode: not null } or McpProtocolException && !client.Handler.IsOverLimit)
        {
            return await AnswersPingAsync(endpoint, deadline.Token)
                ? new(ReachableStatus(target, ProbeFailure.IsAuthRefusal(failure)))
                : new(HealthStatus.SessionFailed);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return new(ProbeFailure.StatusOf(failure, client.Handler));
        }

        var status = client.IsStateless ? HealthStatus.Healthy : await PingAsync(target, client, endpoint, deadline.Token);
        cancellationToken.ThrowIfCancellationRequested();
        var latency = time.GetElapsedTime(started);
        return new(
            status,
            wantsTools && HealthStatus.IsRoutable(status) ? await ListToolsAsync(client, deadline.Token) : null)
        { Latency = latency };
    }

    private async Task<ProbeOutcome> ProbeSseAsync(ProbeTarget target, bool wantsTools, CancellationToken cancellationToken)
    {
        var endpoint = ProbeAddresses.Sse(target);
        using var deadline = Deadline(cancellationToken);
        var started = time.GetTimestamp();
        await using var client = Open(target, endpoint, connector.HandlerFor(endpoint)!, HttpTransportMode.Sse, deadline.Token);
        try
        {
            using var handshake = Limit(options.Value.HandshakeTimeout, deadline.Token);
            await client.ConnectAsync(target.KnownRevision, handshake.Token);
        }
        catch (Exception failure) when (ProbeFailure.IsAuthRefusal(failure))
        {
            return await AnswersPingAsync(endpoint, deadline.Token) ? new(ReachableStatus(target, true)) : new(HealthStatus.AuthFailed);
        }
        catch (HttpRequestException failure) when (failure is { StatusCode: HttpStatusCode.BadRequest }
            && failure.Message.Contains("Missing session ID", StringComparison.Ordinal))
        {
            // A Streamable HTTP server at the address of the old transport: alive.
            return new(HealthStatus.Healthy);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return new(SseStatusOf(failure, client.Handler));
        }

        var latency = time.GetElapsedTime(started);
        return new(HealthStatus.Healthy, wantsTools ? await ListToolsAsync(client, deadline.Token) : null) { Latency = latency };
    }

    /// <summary>An open event stream counts as alive even where the handshake on it does not come about in time.</summary>
    private static string SseStatusOf(Exception failure, ProbeHandler handler) => failure switch
    {
        OperationCanceledException or TimeoutException when handler.OpenedEventStream => HealthStatus.Healthy,
        OperationCanceledException or TimeoutException or McpException when handler is { LastStatus: 200, OpenedEventStream: false } =>
            HealthStatus.EndpointCheckFailed,
        _ => ProbeFailure.StatusOf(failure, handler),
    };

    private async Task<string> PingAsync(ProbeTarget target, ProbeClient client, Uri endpoint, CancellationToken cancellationToken)
    {
        try
        {
            using var limit = Limit(options.Value.PingTimeout, cancellationToken);
            await client.Client.PingAsync(cancellationToken: limit.Token);
            return HealthStatus.Healthy;
        }
        catch (McpProtocolException failure) when (client.Handler.LastStatus is 200 || failure.ErrorCode is McpErrorCode.InvalidRequest)
        {
            // An error, but an answer: a server without ping, or one that insists on its own session rules.
            return HealthStatus.Healthy;
        }
        catch (Exception failure) when (ProbeFailure.IsAuthRefusal(failure))
        {
            return await AnswersPingAsync(endpoint, cancellationToken) ? ReachableStatus(target, true) : HealthStatus.AuthFailed;
        }
        catch (McpProtocolException) when (client.Handler.LastStatus is { } status)
        {
            return HealthStatus.OfCode(status);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return ProbeFailure.StatusOf(failure, client.Handler);
        }
    }

    /// <summary>
    /// Whether the server answers a ping that carries no credential: then it is up, even if it refuses the configured credential.
    /// </summary>
    private async Task<bool> AnswersPingAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        using var limit = Limit(options.Value.HandshakeTimeout, cancellationToken);
        using var http = new HttpClient(
            new ProbeHandler(connector.HandlerFor(endpoint)!, endpoint, [], Budget(limit.Token)), disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Add(McpHeaders.SessionId, Guid.NewGuid().ToString());
        request.Content = new StringContent(
            """{"jsonrpc":"2.0","id":"0","method":"ping"}""", new MediaTypeHeaderValue("application/json"));
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized
                or HttpStatusCode.Forbidden;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<FoundTools?> ListToolsAsync(ProbeClient client, CancellationToken cancellationToken)
    {
        using var limit = Limit(options.Value.ToolsTimeout, cancellationToken);
        try
        {
            return await ToolLister.ListAsync(client.Client, options.Value, limit.Token);
        }
        catch (Exception failure) when (
            failure is HttpRequestException or IOException or McpException or OperationCanceledException or TimeoutException
            or InvalidOperationException or ArgumentException or JsonException)
        {
            // Alive, but its tools cannot be read now: what was known of them stays.
            return null;
        }
    }

    private ProbeClient Open(
        ProbeTarget target, Uri endpoint, HttpMessageHandler handler, HttpTransportMode mode, CancellationToken deadline) =>
        new(new(handler, endpoint, target.Headers, Budget(deadline)), endpoint, mode, options.Value.HandshakeTimeout);

    private ProbeBudget Budget(CancellationToken deadline) =>
        new(options.Value.MaxResponseBytes, options.Value.MaxPages + RequestsBesidesPages, deadline);

    private TimeLimit Deadline(CancellationToken cancellationToken) => Limit(
        (2 * options.Value.HandshakeTimeout) + options.Value.PingTimeout + options.Value.ToolsTimeout + CloseTimeout, cancellationToken);

    private TimeLimit Limit(TimeSpan span, CancellationToken cancellationToken) => new(span, time, cancellationToken);
}
