using System.Net;
using McpGateway.Proxy.Http1;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// Carries one allowed exchange to its upstream and back.
/// </summary>
/// <remarks>
/// <code>
/// (1) circuit breaker                     (4) refuse what must not pass: redirects, credentials that are not the client's
/// (2) request: headers by rule, the       (5) answer: headers by rule, session id sealed
///     body that was judged                (6) content: as it is, filtered, or as an event stream
/// (3) send; the time limit ends when      (7) whatever goes wrong becomes one UpstreamFailure; before the answer has started
///     the headers are here                    the client gets it as an error, afterwards the connection is cut
/// </code>
/// </remarks>
internal sealed partial class McpForwarder(
    UpstreamClients clients, UpstreamCircuits circuits, AnswerRelay answers, IEgressCredentials egress, IPublicAddress gateway,
    CancellationPool cancellations, CredentialScreen screen, ExchangeTracer tracer, IOptions<ProxyOptions> options,
    ILogger<McpForwarder> logger)
{
    private readonly PathSet _originHeadersTo = new(options.Value.OriginHeadersTo);

    /// <summary>As it is, with a renewed credential, and once more when somebody else renewed it meanwhile.</summary>
    private const int MaxAttempts = 3;

    public async Task ForwardAsync(ProxyExchange exchange, Uri address, string? sessionId)
    {
        // :: (1)
        var circuit = circuits.Of(exchange.Route);
        if (circuit.TryEnter(exchange.Caller!.Subject, out var retryAfter) != CircuitState.Entered)
        {
            await FailAsync(exchange, UpstreamFailure.CircuitOpen, retryAfter);
            return;
        }

        var isFinished = IsFinishedHere(exchange, address);
        var cancellation = new ExchangeCancellation(
            cancellations,
            isFinished ? default : exchange.Caller!.Revoked,
            exchange.Context.RequestAborted,
            isFinished ? default : exchange.ServerClosed,
            exchange.StreamsEnded);
        try
        {
            cancellation.Begin(exchange.Route.ResponseTimeout);
            tracer.Forwarding(exchange);
            var failure = await (exchange.UsesEgressCredential
                ? SendAsCallerAsync(exchange, address, sessionId, cancellation, circuit)
                : SendAsync(exchange, address, sessionId, authorization: null, cancellation, circuit));
            if (failure is not null)
            {
                await FailAsync(
                    exchange, failure, failure.IsForAMoment ? TimeSpan.FromSeconds(1) : default);
            }
        }
        finally
        {
            ExchangeTracer.Forwarded(exchange, address);
            cancellation.Dispose();
            circuit.Left(exchange.Caller!.Subject);
        }
    }

    /// <summary>With the credential that the gateway keeps for the caller, and again when it had to be renewed.</summary>
    private async Task<UpstreamFailure?> SendAsCallerAsync(
        ProxyExchange exchange, Uri address, string? sessionId, ExchangeCancellation cancellation, UpstreamCircuit circuit)
    {
        try
        {
            var credential = await egress.GetAsync(exchange.Caller!, exchange.Route, cancellation.Token);
            for (var attempt = 1; credential.Authorization is not null; attempt++)
            {
                var failure = await SendAsync(exchange, address, sessionId, credential.Authorization, cancellation, circuit);
                var isScopeMissing = ReferenceEquals(failure, UpstreamFailure.ScopeMissing);
                if (attempt == MaxAttempts || (!isScopeMissing && !ReferenceEquals(failure, UpstreamFailure.RefusedCredential)))
                {
                    return failure;
                }

                credential = await (isScopeMissing
                    ? egress.StepUpAsync(exchange.Caller!, exchange.Route, credential, exchange.ScopeChallenge!, cancellation.Token)
                    : egress.RenewAsync(exchange.Caller!, exchange.Route, credential, cancellation.Token));
            }

            await EgressRefusal.WriteAsync(exchange, credential, gateway);
            return null;
        }
        catch (OperationCanceledException exception)
        {
            return Explain(exchange, exception, cancellation, circuit);
        }
    }

    private async Task<UpstreamFailure?> SendAsync(
        ProxyExchange exchange, Uri address, string? sessionId, string? authorization, ExchangeCancellation cancellation,
        UpstreamCircuit circuit)
    {
        // :: (2)
        using var request = NewRequest(exchange, address);
        if (RequestHeaders.Copy(exchange, request, screen.MayHoldOne) is { } suspects)
        {
            await screen.AddForeignAsync(exchange, suspects, request);
        }

        RequestHeaders.SetOwn(exchange, exchange.Caller!, sessionId, TellsOrigin(exchange.Route, address), request);
        if (authorization is not null)
        {
            request.Headers.Remove("Authorization");
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        ExchangeTracer.Pass(exchange, request);
        try
        {
            // :: (3)
            using var response = await clients.SendAsync(request, exchange.Route, exchange.Caller!, cancellation.Token);
            tracer.Answered(exchange, (int)response.StatusCode);
            if (IsUnavailable(response.StatusCode))
            {
                circuit.Failed(exchange.Caller!.Subject);
            }
            else
            {
                circuit.Succeeded(exchange.Caller!.Subject);
            }

            // :: (4) (5) (6)
            if (Objection(exchange, response) is { } objection)
            {
                return objection;
            }

            if (response.IsSuccessStatusCode)
            {
                exchange.Route.Traffic?.Succeeded();
            }

            cancellation.Answered();
            return await answers.RelayAsync(exchange, response, cancellation.Token);
        }

        // :: (7) A server of this process may throw anything; it must not look like a failure of the gateway.
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException
            || address.Scheme == InProcessHandler.Scheme)
        {
            return Explain(exchange, exception, cancellation, circuit);
        }
        finally
        {
            exchange.IsBodyInUse |= request.Content is BodyContent { IsReading: true };
        }
    }

    /// <summary>
    /// A call to a server of this process may itself take the caller's rights away, or switch the server off: what was allowed when it
    /// began is answered. Streams without an end are not; and what such a call calls elsewhere is an exchange of its own, which ends.
    /// </summary>
    private static bool IsFinishedHere(ProxyExchange exchange, Uri address) =>
        address.Scheme == InProcessHandler.Scheme
        && HttpMethods.IsPost(exchange.Context.Request.Method)
        && exchange.Message is var message
        && !(message is { IsBatch: false, Count: 1 } && message[0].Method == McpMethods.SubscriptionsListen);

    private static HttpRequestMessage NewRequest(ProxyExchange exchange, Uri address)
    {
        var method = exchange.Context.Request.Method;
        return new(HttpMethods.IsPost(method) ? HttpMethod.Post : HttpMethods.IsGet(method) ? HttpMethod.Get : HttpMethod.Delete, address)
        {
            Version = HttpVersion.Version11,
            Content = HttpMethods.IsPost(method) ? new BodyContent(exchange.Body.Memory) : null,
        };
    }

    /// <summary>Servers of this process make links for the client out of it.</summary>
    private bool TellsOrigin(Route route, Uri address) =>
        address.Scheme == InProcessHandler.Scheme || _originHeadersTo.Contains(route);

    private static UpstreamFailure? Objection(ProxyExchange exchange, HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.Forbidden when exchange.UsesEgressCredential && (exchange.ScopeChallenge = ScopeChallengeOf(response)) is not null =>
            UpstreamFailure.ScopeMissing,

        // 304 answers a condition, and none is passed on.
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => UpstreamFailure.Redirected,

        // Passed on, it would make the client throw away its gateway credential and sign in again, for ever.
        HttpStatusCode.Unauthorized when exchange.UsesEgressCredential || !exchange.HasForwardedAuthorization =>
            UpstreamFailure.RefusedCredential,

        // Nobody has looked at what it offers: only what it says to the credential passes.
        not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) when exchange.Route.State == RouteState.Unseen =>
            UpstreamFailure.Held,

        // RFC 9112 §6.3: two lengths are a fault or an attack; what one reader takes for the end is another's next answer.
        _ when response.Headers.NonValidated.Contains("Transfer-Encoding")
            && response.Content.Headers.NonValidated.Contains("Content-Length") =>
            UpstreamFailure.Broken,
        HttpStatusCode.ProxyAuthenticationRequired => UpstreamFailure.RefusedCredential,
        < HttpStatusCode.OK => UpstreamFailure.Broken,
        _ => null,
    };

    /// <summary>RFC 6750 §3.1. Any other 403 is the server's own decision, and the client's to read.</summary>
    private static string? ScopeChallengeOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values)
        && string.Join(", ", values) is var challenge && challenge.Contains("insufficient_scope", StringComparison.OrdinalIgnoreCase)
            ? challenge
            : null;

    /// <summary>Not 500: a request can cause that at will, and must not switch the server off for everyone else.</summary>
    private static bool IsUnavailable(HttpStatusCode status) =>
        status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private UpstreamFailure Explain(
        ProxyExchange exchange, Exception exception, in ExchangeCancellation cancellation, UpstreamCircuit circuit)
    {
        if (cancellation.IsClientGone)
        {
            return UpstreamFailure.ClientGone;
        }

        if (cancellation.IsRevoked)
        {
            return UpstreamFailure.Revoked;
        }

        if (cancellation.IsServerClosed)
        {
            return UpstreamFailure.Closed;
        }

        if (cancellation.IsEnded)
        {
            return UpstreamFailure.Stopping;
        }

        if (exception is OutboundRefusedException || exception.InnerException is OutboundRefusedException)
        {
            LogRefused(exchange.Route.Path, (exception as OutboundRefusedException ?? exception.InnerException)!.Message);
            return UpstreamFailure.Forbidden;
        }

        var failure = exception switch
        {
            OperationCanceledException => UpstreamFailure.TimedOut,
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                    or HttpRequestError.SecureConnectionError,
            } => UpstreamFailure.Unreachable,
            _ => UpstreamFailure.Broken,
        };
        if (!exchange.Context.Response.HasStarted && !(ReferenceEquals(failure, UpstreamFailure.TimedOut) && MayTakeLong(exchange.Message)))
        {
            circuit.Failed(exchange.Caller!.Subject);
        }

        // Only what no caller can cause: a slow or broken answer was an answer. A time limit that is not the exchange's is that of
        // connecting.
        if (ReferenceEquals(failure, UpstreamFailure.Unreachable)
            || (exception is OperationCanceledException && !cancellation.Token.IsCancellationRequested))
        {
            exchange.Route.Traffic?.Failed();
        }

        LogFailed(exchange.Route.Path, failure.Kind, exception.GetType().Name, (exception as HttpRequestException)?.HttpRequestError);
        return failure;
    }

    /// <summary>
    /// How long a call takes, or a stream its first event, may be the caller's own wish; a handshake or a list takes no time.
    /// </summary>
    private static bool MayTakeLong(in JsonRpcBody message) =>
        message is not { IsBatch: false, Count: 1 }
        || !McpMethods.IsHandshakeOrList(message[0].Method);

    public static Task FailAsync(ProxyExchange exchange, UpstreamFailure failure, TimeSpan retryAfter = default)
    {
        var context = exchange.Context;
        exchange.Outcome = failure.Outcome;
        exchange.BrokenOffBy = context.Response.HasStarted ? failure.Kind : null;
        if (ReferenceEquals(failure, UpstreamFailure.ClientGone))
        {
            context.Abort();
            return Task.CompletedTask;
        }

        if (!context.Response.HasStarted)
        {
            // Headers of an answer that is not passed on.
            context.Response.Headers.Clear();
        }

        if (retryAfter > TimeSpan.Zero)
        {
            GatewayError.RetryAfter(context, retryAfter);
        }

        return GatewayError.WriteAsync(context, failure.Status, failure.Kind, failure.Code, failure.Message, exchange.Message);
    }

    [LoggerMessage(9001, LogLevel.Warning, "Server {Path} was not dialled: {Reason}")]
    private partial void LogRefused(string path, string reason);

    [LoggerMessage(9002, LogLevel.Warning, "Forwarding to server {Path} failed: {Kind} ({Exception}, {Error})")]
    private partial void LogFailed(string path, string kind, string exception, HttpRequestError? error);
}
