using McpGateway.Proxy.Access;
using McpGateway.Proxy.Admission;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Routing;
using McpGateway.Proxy.Sessions;
using McpGateway.Proxy.Streaming;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// The steps of a request on a server's path, in the order in which they may reveal something: authenticate, then whether the path exists,
/// then the server's state, then read, then decide, then forward.
/// </summary>
internal sealed class ProxyPipeline(
    AuthenticationStep authenticator, IAccessDecider decider, SessionSealer sealer, CredentialScreen screen, McpForwarder forwarder,
    ExchangeRecorder recorder, ExchangeTracer tracer, AdmissionStep admission, UpstreamCircuits servers, BodyStep bodies, AgentStep agents,
    Refusals refusals, FirstLookStep firstLook) : ICallServer
{
    private const string Allow = "GET, POST, DELETE";

    Task ICallServer.ServeAsync(HttpContext context, RouteMatch match) => ServeAsync(context, match, query: "");

    /// <param name="known">Who calls, when that is proven already: the gateway sends this request to itself on a caller's behalf.</param>
    public async Task ServeAsync(HttpContext context, RouteMatch match, string query, ProxyAuthentication? known = null)
    {
        var hasVersions = match.HasVersions;
        if (hasVersions)
        {
            // Before anything is judged: what is judged is what is called.
            match = match.ForVersion(context.Request.Headers[GatewayHeaders.ServerVersion]);
        }

        var exchange = recorder.Begin(context, match, query);
        if (known is not null)
        {
            tracer.Adopt(exchange);
        }

        if (match.Route.Agent is not null)
        {
            context.Features.Set(new AgentAddress(match.Route.Path));
        }

        try
        {
            var authentication = known ?? await authenticator.AuthenticateAsync(context);
            exchange.Caller = authentication.Caller;
            exchange.Source = authentication.Source;
            recorder.Authenticated(exchange);
            if (hasVersions && authentication.Caller is not null)
            {
                context.Response.Headers[GatewayHeaders.VersionRouting] = "enabled";
            }

            await (authentication.Caller is null ? Unauthenticated(exchange) : ServeAsync(exchange, authentication.Caller));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            exchange.Outcome = CallOutcome.ClientGone;
        }
        catch (BadHttpRequestException exception)
        {
            exchange.Outcome = CallOutcome.Invalid;
            await GatewayError.WriteAsync(
                context, exception.StatusCode, "bad_request", "The request could not be read: " + exception.Message);
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
        if (exchange.Route.Agent is { } agent)
        {
            if (agents.Begin(exchange, agent) is { } answered)
            {
                return answered;
            }
        }
        else if (!exchange.Match.IsPublicSurface)
        {
            var path = exchange.Route.Path;
            return Refusals.NoSuchPathAsync(exchange, $"The server's addresses are {path}, {path}/mcp and {path}/sse.");
        }

        if (exchange.Route.State != RouteState.Unseen && exchange.Route.IsRefused(out var retryAfter))
        {
            return exchange.Route.Agent is null && HttpMethods.IsPost(exchange.Context.Request.Method)
                ? UnavailableAsync(exchange, caller, retryAfter)
                : Refusals.UnavailableAsync(exchange, retryAfter);
        }

        if (GatewayHops.Of(exchange.Context.Request) >= GatewayHops.Max)
        {
            return McpForwarder.FailAsync(exchange, UpstreamFailure.Loop);
        }

        var method = exchange.Context.Request.Method;
        var isStream = exchange.Route.Agent is null ? HttpMethods.IsGet(method) : AgentStep.IsStream(exchange);
        if (admission.Enter(exchange, isStream) is { } noRoom)
        {
            return noRoom;
        }

        exchange.ServerClosed = servers.Of(exchange.Route).Closed;
        exchange.Access = decider.For(caller, exchange.Route);
        return exchange.Route.Agent is not null ? agents.ServeAsync(exchange)
            : HttpMethods.IsPost(method) ? PostAsync(exchange)
            : HttpMethods.IsGet(method) && !IsMessages(exchange) ? WithoutBodyAsync(exchange)
            : HttpMethods.IsDelete(method) && !IsMessages(exchange) ? WithoutBodyAsync(exchange)
            : Refusals.MethodNotAllowedAsync(exchange, IsMessages(exchange) ? "POST" : Allow);
    }

    /// <summary>
    /// Says which message it was, so that it is counted and recorded as any other call. Small ones only: no room is taken.
    /// </summary>
    private async Task UnavailableAsync(ProxyExchange exchange, ProxyCaller caller, TimeSpan retryAfter)
    {
        exchange.Access = decider.For(caller, exchange.Route);
        var message = default(JsonRpcBody);
        var request = exchange.Context.Request;
        if (request.ContentLength is > 0 and <= MemoryBudget.Free && ContentRule.Allows(request))
        {
            if (!await bodies.TryReadAsync(exchange))
            {
                return;
            }

            _ = JsonRpcReader.TryRead(exchange.Body.Memory, out message, out _);
        }

        // The answer is the same whatever was asked.
        await Refusals.UnavailableAsync(exchange, retryAfter);
        exchange.Message = message;
    }

    private async Task PostAsync(ProxyExchange exchange)
    {
        var context = exchange.Context;
        if (!await bodies.TryReadAsync(exchange))
        {
            return;
        }

        var headers = context.Request.Headers;
        if (!JsonRpcReader.TryRead(exchange.Body.Memory, out var message, out var fault)
            || !HeaderAgreement.Check(
                message, headers[McpHeaders.Method], headers[McpHeaders.Name], headers[McpHeaders.ProtocolVersion], out fault))
        {
            exchange.Message = message;
            await Refusals.InvalidAsync(exchange, fault);
            return;
        }

        exchange.Message = message;
        if (message is { IsBatch: false, Count: 1 } && message[0].Method == McpMethods.SubscriptionsListen
            && admission.BecomeStream(exchange) is { } noRoom)
        {
            await noRoom;
            return;
        }

        await DecideAsync(exchange);
    }

    private Task DecideAsync(ProxyExchange exchange) =>
        McpAuthorizer.FirstDenied(exchange.Access!, exchange.Message) is { } denied ? DeniedAsync(exchange, denied)
        : exchange.Route.Pins is { } pins && PinRefusals.First(pins, exchange.Message, out var state) is { } withheld
            ? Refusals.QuarantinedAsync(exchange, withheld, state)
        : ForwardAsync(exchange);

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
            return Refusals.NotFoundAsync(exchange, JsonRpcErrors.NotFound, "Session not found: initialize again.");
        }

        exchange.SessionId = sessionId;
        var judging = screen.JudgeAsync(exchange);
        return judging.IsCompletedSuccessfully ? SendAsync(exchange) : AwaitAsync();

        async Task AwaitAsync()
        {
            await judging;
            await SendAsync(exchange);
        }
    }

    private Task SendAsync(ProxyExchange exchange)
    {
        var address = IsMessages(exchange)
            ? MessageAddress(exchange)
            : exchange.Match.Upstream.For(exchange.Match.Remainder, exchange.Query);
        return address is null
            ? Refusals.NotFoundAsync(exchange, JsonRpcErrors.NotFound, "Message address not found: open the event stream again.")
            : exchange.Route.State == RouteState.Unseen ? SendUnseenAsync(exchange, address)
            : forwarder.ForwardAsync(exchange, address, exchange.SessionId);
    }

    /// <summary>
    /// Has the server looked at with the credential that this request brings. When that was done it is judged again, by what was found;
    /// else only a question goes out of which the forwarder passes on what the server says to the credential.
    /// </summary>
    private async Task SendUnseenAsync(ProxyExchange exchange, Uri address)
    {
        if (await firstLook.LookAsync(exchange) is not { } match)
        {
            await (FirstLookStep.MayAsk(exchange)
                ? forwarder.ForwardAsync(exchange, address, exchange.SessionId)
                : Refusals.HeldAsync(exchange));
            return;
        }

        exchange.Reroute(match);
        if (match.Route.IsRefused(out var retryAfter))
        {
            await Refusals.UnavailableAsync(exchange, retryAfter);
            return;
        }

        exchange.ServerClosed = servers.Of(match.Route).Closed;
        exchange.Access = decider.For(exchange.Caller!, match.Route);
        await (HttpMethods.IsPost(exchange.Context.Request.Method) ? DecideAsync(exchange) : WithoutBodyAsync(exchange));
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

    private Task DeniedAsync(ProxyExchange exchange, JsonRpcMessage? denied) => refusals.DeniedAsync(exchange, denied switch
    {
        null => exchange.Context.Request.Method,
        { Method: McpMethods.ToolsCall, Target: { } tool } => $"{denied.Method} of '{tool}'",
        { Method.Length: > 0 } => denied.Method,
        _ => "a response",
    });
}
