using McpGateway.Proxy.Access;
using McpGateway.Proxy.Admission;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Routing;
using McpGateway.Proxy.Sessions;
using McpGateway.Proxy.Streaming;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// The steps of a request on a server's path, in the order in which they may reveal something: authenticate, then whether the path exists,
/// then the server's state, then read, then decide, then forward.
/// </summary>
internal sealed class ProxyPipeline(
    AuthenticationStep authenticator, IAccessDecider decider, SessionSealer sealer, CredentialScreen screen, McpForwarder forwarder,
    ExchangeRecorder recorder, ExchangeAdmission admission, UpstreamCircuits servers, MemoryBudget memory,
    IOptions<ProxyOptions> options)
{
    private const string Allow = "GET, POST, DELETE";

    /// <summary>A hostile body of some megabytes takes long to judge: it is judged where it holds up nobody.</summary>
    private const int LargeBody = 64 * 1024;

    /// <param name="known">Who calls, when that is proven already: the gateway sends this request to itself on a caller's behalf.</param>
    public async Task ServeAsync(HttpContext context, RouteMatch match, string query, ProxyAuthentication? known = null)
    {
        var exchange = recorder.Begin(context, match, query);
        try
        {
            var authentication = known ?? await authenticator.AuthenticateAsync(context);
            exchange.Caller = authentication.Caller;
            exchange.Source = authentication.Source;
            await (authentication.Caller is null ? Unauthenticated(exchange) : ServeAsync(exchange, authentication.Caller));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            exchange.Outcome = CallOutcome.ClientGone;
        }
        catch (BadHttpRequestException exception)
        {
            await RefuseAsync(exchange, exception.StatusCode, "bad_request", "The request could not be read: " + exception.Message);
        }
        finally
        {
            exchange.Pass.Leave();
            exchange.Memory?.Dispose();
            recorder.End(exchange);
            if (!exchange.IsBodyInUse)
            {
                exchange.Body.Return();
            }
        }
    }

    private Task ServeAsync(ProxyExchange exchange, ProxyCaller caller)
    {
        if (!exchange.Match.IsPublicSurface)
        {
            return NotFoundAsync(exchange);
        }

        if (exchange.Route.IsRefused(out var retryAfter))
        {
            return UnavailableAsync(exchange, retryAfter);
        }

        if (GatewayHops.Of(exchange.Context.Request) >= GatewayHops.Max)
        {
            return McpForwarder.FailAsync(exchange, UpstreamFailure.Loop);
        }

        var method = exchange.Context.Request.Method;
        exchange.Pass = admission.Enter(exchange.Route, caller.Subject, HttpMethods.IsGet(method));
        if (exchange.Pass.Refusal != AdmissionRefusal.None)
        {
            return NoRoomAsync(exchange);
        }

        exchange.ServerClosed = servers.Of(exchange.Route).Closed;
        exchange.Access = decider.For(caller, exchange.Route);
        return HttpMethods.IsPost(method) ? PostAsync(exchange)
            : HttpMethods.IsGet(method) && !IsMessages(exchange) ? WithoutBodyAsync(exchange)
            : HttpMethods.IsDelete(method) && !IsMessages(exchange) ? WithoutBodyAsync(exchange)
            : MethodNotAllowedAsync(exchange);
    }

    private async Task PostAsync(ProxyExchange exchange)
    {
        var context = exchange.Context;
        if (!ContentRule.Allows(context.Request))
        {
            await RefuseAsync(
                exchange, StatusCodes.Status415UnsupportedMediaType, "content_type",
                "Send Content-Type: application/json, in UTF-8 and without Content-Encoding.");
            return;
        }

        exchange.Memory = context.Request.ContentLength is <= MemoryBudget.Free ? null : memory.For(exchange.Caller!.Subject);
        var (result, body) = await BodyReader.ReadAsync(context, options.Value.MaxRequestBytes, exchange.Memory, context.RequestAborted);
        if (result == BodyResult.NoMemory)
        {
            context.Response.Headers.Connection = "close";
            await McpForwarder.FailAsync(exchange, UpstreamFailure.NoMemory, TimeSpan.FromSeconds(1));
            return;
        }

        if (result == BodyResult.TooLarge)
        {
            exchange.Outcome = CallOutcome.Invalid;
            context.Response.Headers.Connection = "close";
            await GatewayError.WriteAsync(
                context, StatusCodes.Status413PayloadTooLarge, "too_large", JsonRpcErrors.TooLarge,
                $"The body is larger than {options.Value.MaxRequestBytes} bytes.", default);
            return;
        }

        exchange.Body = body;
        if (body.Length > LargeBody)
        {
            await SocketThread.LeaveAsync();
        }

        var headers = context.Request.Headers;
        if (!JsonRpcReader.TryRead(body.Memory, out var message, out var fault)
            || !HeaderAgreement.Check(
                message, headers[McpHeaders.Method], headers[McpHeaders.Name], headers[McpHeaders.ProtocolVersion], out fault))
        {
            exchange.Outcome = CallOutcome.Invalid;
            exchange.Message = message;
            await GatewayError.WriteAsync(context, StatusCodes.Status400BadRequest, "invalid_message", fault);
            return;
        }

        exchange.Message = message;
        if (message is { IsBatch: false, Count: 1 } && message[0].Method == McpMethods.SubscriptionsListen)
        {
            exchange.Pass = admission.BecomeStream(exchange.Route, exchange.Caller!.Subject, exchange.Pass);
            if (exchange.Pass.Refusal != AdmissionRefusal.None)
            {
                await NoRoomAsync(exchange);
                return;
            }
        }

        await (McpAuthorizer.FirstDenied(exchange.Access!, message) is { } denied ? DeniedAsync(exchange, denied) : ForwardAsync(exchange));
    }

    /// <summary>Opening a stream or ending a session is no method: access to the server is enough.</summary>
    private Task WithoutBodyAsync(ProxyExchange exchange) =>
        exchange.Access!.AllowsServer ? ForwardAsync(exchange) : DeniedAsync(exchange, null);

    private Task ForwardAsync(ProxyExchange exchange)
    {
        var sessionHeader = exchange.Context.Request.Headers[McpHeaders.SessionId];
        string? sessionId = null;
        if (sessionHeader.Count > 0
            && (sessionHeader.Count > 1 || !sealer.TryOpen(
                SealPurpose.SessionId, sessionHeader[0]!, exchange.Caller!, exchange.Route, out sessionId)))
        {
            // MCP "Session Management": the client answers 404 by starting a new session.
            return NotFoundAsync(exchange, "Session not found: initialize again.");
        }

        exchange.SessionId = sessionId;
        var address = IsMessages(exchange)
            ? MessageAddress(exchange)
            : exchange.Match.Upstream.For(exchange.Match.Remainder, exchange.Query);
        return address is null
            ? NotFoundAsync(exchange, "Message address not found: open the event stream again.")
            : ForwardAsync(exchange, address, sessionId);
    }

    private Task ForwardAsync(ProxyExchange exchange, Uri address, string? sessionId)
    {
        var judging = screen.JudgeAuthorizationAsync(exchange);
        return judging.IsCompletedSuccessfully ? forwarder.ForwardAsync(exchange, address, sessionId) : AwaitAsync();

        async Task AwaitAsync()
        {
            await judging;
            await forwarder.ForwardAsync(exchange, address, sessionId);
        }
    }

    private Uri? MessageAddress(ProxyExchange exchange) =>
        EndpointEventRewriter.FindTarget(
            exchange.Route,
            exchange.Match.Remainder,
            text => sealer.TryOpen(SealPurpose.MessageAddress, text, exchange.Caller!, exchange.Route, out var address) ? address : null);

    private static bool IsMessages(ProxyExchange exchange) => exchange.Match.Remainder.StartsWith("/messages", StringComparison.Ordinal);

    private static Task Unauthenticated(ProxyExchange exchange)
    {
        // The gate has answered.
        exchange.Outcome = exchange.Context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable
            ? CallOutcome.Unavailable
            : CallOutcome.Unauthenticated;
        return Task.CompletedTask;
    }

    private Task DeniedAsync(ProxyExchange exchange, JsonRpcMessage? denied)
    {
        exchange.Outcome = CallOutcome.Denied;
        var context = exchange.Context;
        context.Response.Headers.WWWAuthenticate = authenticator.DescribeDenial(context, exchange.Caller!);
        var what = denied switch
        {
            null => context.Request.Method,
            { Method: McpMethods.ToolsCall, Target: { } tool } => $"{denied.Method} of '{tool}'",
            { Method.Length: > 0 } => denied.Method,
            _ => "a response",
        };
        return GatewayError.WriteAsync(
            context, StatusCodes.Status403Forbidden, "access_denied", JsonRpcErrors.AccessDenied,
            $"Access forbidden: {what} on '{exchange.Route.Name}' is outside your scopes.", exchange.Message);
    }

    private static Task NotFoundAsync(ProxyExchange exchange, string message)
    {
        exchange.Outcome = CallOutcome.NotFound;
        return GatewayError.WriteAsync(
            exchange.Context, StatusCodes.Status404NotFound, "not_found", JsonRpcErrors.NotFound, message, exchange.Message);
    }

    private static Task NotFoundAsync(ProxyExchange exchange)
    {
        exchange.Outcome = CallOutcome.NotFound;
        return GatewayError.WriteAsync(
            exchange.Context, StatusCodes.Status404NotFound, "not_found",
            $"Not found. The server's addresses are {exchange.Route.Path}, {exchange.Route.Path}/mcp and {exchange.Route.Path}/sse.");
    }

    private static Task NoRoomAsync(ProxyExchange exchange)
    {
        if (HttpMethods.IsPost(exchange.Context.Request.Method) && exchange.Message.Count == 0)
        {
            // The body was not read, and is not going to be.
            exchange.Context.Response.Headers.Connection = "close";
        }

        var failure = exchange.Pass.Refusal switch
        {
            AdmissionRefusal.ShareUsed => UpstreamFailure.ShareUsed,
            AdmissionRefusal.TooFast => UpstreamFailure.TooFast,
            _ => UpstreamFailure.Full,
        };
        return McpForwarder.FailAsync(exchange, failure, exchange.Pass.RetryAfter);
    }

    private static Task UnavailableAsync(ProxyExchange exchange, TimeSpan retryAfter)
    {
        exchange.Outcome = CallOutcome.Unavailable;
        GatewayError.RetryAfter(exchange.Context, retryAfter);
        var isDisabled = exchange.Route.State == RouteState.Disabled;
        return GatewayError.WriteAsync(
            exchange.Context, StatusCodes.Status503ServiceUnavailable, isDisabled
                ? "disabled"
                : "unhealthy", isDisabled ? "server disabled" : "server unhealthy");
    }

    private static Task MethodNotAllowedAsync(ProxyExchange exchange)
    {
        exchange.Context.Response.Headers.Allow = IsMessages(exchange) ? "POST" : Allow;
        return RefuseAsync(exchange, StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "Method not allowed.");
    }

    private static Task RefuseAsync(ProxyExchange exchange, int status, string kind, string message)
    {
        exchange.Outcome = CallOutcome.Invalid;
        return GatewayError.WriteAsync(exchange.Context, status, kind, message);
    }
}
