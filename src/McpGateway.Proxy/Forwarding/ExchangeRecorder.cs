using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Routing;
using McpGateway.Proxy.Streaming;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Makes the records and measurements of every exchange, refusals included.</summary>
internal sealed class ExchangeRecorder(
    ICallRecorder recorder, ProxyMeter meter, ExchangeCounts counts, ExchangeTracer tracer, TimeProvider clock,
    StandingStreams streams)
{
    public ProxyExchange Begin(HttpContext context, RouteMatch match, string query) =>
        new(context, match, query) { At = clock.GetUtcNow(), StartedAt = clock.GetTimestamp() };

    /// <summary>Who calls is known now, or that nobody is.</summary>
    public void Authenticated(ProxyExchange exchange) => exchange.AuthenticatedAt = clock.GetTimestamp();

    public void End(ProxyExchange exchange)
    {
        var duration = clock.GetElapsedTime(exchange.StartedAt);
        if (exchange.Outcome == CallOutcome.ClientGone && streams.AreCallsCut)
        {
            NoteCut(exchange);
        }

        meter.Finished(exchange.Ended, duration);
        var client = counts.End(exchange, duration);
        var trace = tracer.End(exchange);
        var times = TimesOf(exchange);
        var message = exchange.Message;
        if (message.Count == 0)
        {
            recorder.Record(Describe(exchange, null, duration, trace, times, client));
            return;
        }

        for (var index = 0; index < message.Count; index++)
        {
            recorder.Record(Describe(exchange, message[index], duration, trace, times, client));
        }
    }

    /// <summary>The client waited: it was the process that closed the connection.</summary>
    private static void NoteCut(ProxyExchange exchange)
    {
        exchange.Outcome = CallOutcome.Cut;
        exchange.BrokenOffBy = UpstreamFailure.Stopping.Kind;
        if (!exchange.Context.Response.HasStarted)
        {
            exchange.Context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    private CallTimes TimesOf(ProxyExchange exchange) => new(
        Between(exchange.StartedAt, exchange.AuthenticatedAt), Between(exchange.AuthenticatedAt, exchange.ForwardedAt),
        Between(exchange.ForwardedAt, exchange.AnsweredAt));

    /// <summary>Zero when one of them was not reached.</summary>
    private TimeSpan Between(long start, long end) => start == 0 || end == 0 ? TimeSpan.Zero : clock.GetElapsedTime(start, end);

    /// <summary>The kind of the gateway's own answer, which no upstream can set.</summary>
    private static string? ReasonOf(ProxyExchange exchange) => exchange.Outcome == CallOutcome.Forwarded ? null
        : exchange.BrokenOffBy
            ?? (exchange.Context.Response.Headers.TryGetValue(GatewayError.Header, out var kind) ? kind.ToString() : null);

    private static CallRecord Describe(
        ProxyExchange exchange, JsonRpcMessage? message, TimeSpan duration, string? trace, CallTimes times, string? client) => new()
        {
            At = exchange.At,
            Server = exchange.Route.Name,
            Method = message is null ? exchange.Context.Request.Method : message.Method.Length > 0 ? message.Method : "response",
            Target = message?.Target,
            UserName = exchange.Caller?.UserName ?? "",
            Subject = exchange.Caller?.Subject ?? "",
            AuthMethod = exchange.Caller?.AuthMethod ?? "",
            ClientId = exchange.Caller?.ClientId ?? "",
            ClientName = client,
            Outcome = exchange.Ended,
            Status = exchange.Context.Response.StatusCode,
            Duration = duration,
            RequestBytes = exchange.Body.Length,
            ResponseBytes = exchange.ResponseBytes,
            BatchSize = Math.Max(1, exchange.Message.Count),
            TokenId = exchange.Caller?.TokenId,
            Reason = ReasonOf(exchange),
            Times = times,
            TraceId = trace,
            Arguments = exchange.Route.ArgumentSecrets is { } secrets && message is not null
                ? ArgumentsOf(exchange, message, secrets)
                : null,
        };

    /// <summary>Who has proven nothing may send anything: nothing of it is kept.</summary>
    private static CallArguments? ArgumentsOf(
        ProxyExchange exchange, JsonRpcMessage message, IReadOnlyDictionary<string, IReadOnlySet<string>> secrets) =>
        exchange is { Caller: not null, Message: { IsBatch: false, Count: 1 } }
            && message is { Method: McpMethods.ToolsCall or McpMethods.PromptsGet, Target: { } target }
            ? CallArguments.Of(exchange.Body.Memory.Span, secrets.GetValueOrDefault(target))
            : null;
}
