using McpGateway.Proxy.Access;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Recording;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Counts exchanges by what the protocols call them: authentications, messages, first steps of clients.</summary>
internal sealed class ExchangeCounts(ProtocolMeter meter, MetricLabels labels, TimeProvider clock)
{
    /// <summary>What was longer belongs to no flow: the client did something else meanwhile.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestFlow = TimeSpan.FromMinutes(10);

    private readonly CallSessions _sessions = new(clock);

    /// <returns>The name that the client states of itself; null when it is not known.</returns>
    public string? End(ProxyExchange exchange, TimeSpan duration)
    {
        // Not for an exchange that ended before it was known who calls.
        if (!meter.IsOn || exchange.AuthenticatedAt == 0)
        {
            return null;
        }

        var server = labels.Server(exchange.Route.Name);
        meter.Authenticated(
            server,
            exchange.Caller?.AuthMethod is { Length: > 0 } method ? method : MetricLabels.Unknown,
            exchange.Outcome is not (CallOutcome.Unauthenticated or CallOutcome.Denied) && exchange.Caller is not null,
            clock.GetElapsedTime(exchange.StartedAt, exchange.AuthenticatedAt));
        if (exchange.Caller is null)
        {
            return null;
        }

        string? client = null;
        var body = exchange.Message;
        for (var index = 0; index < body.Count; index++)
        {
            if (body[index].Method.Length > 0)
            {
                client = Count(exchange, body[index], server, duration) ?? client;
            }
        }

        return client;
    }

    private string? Count(ProxyExchange exchange, JsonRpcMessage message, string server, TimeSpan duration)
    {
        var outcome = exchange.Ended;
        var isSuccess = outcome == CallOutcome.Forwarded;
        var method = MetricLabels.Method(message.Method);
        var tool = message is { Method: McpMethods.ToolsCall, Target: { } target }
            ? labels.Tool(server, target, mayAdd: MayName(exchange))
            : method;
        var client = Follow(exchange, message, server, isSuccess);
        meter.Executed(new(server, method, tool, labels.Client(client), outcome), duration);
        return client;
    }

    /// <summary>A server that is switched off refuses before anybody is judged.</summary>
    private static bool MayName(ProxyExchange exchange) =>
        exchange.Outcome is not (CallOutcome.Denied or CallOutcome.Invalid)
        && (exchange.Outcome != CallOutcome.Unavailable
            || (exchange.Access is { } access && McpAuthorizer.FirstDenied(access, exchange.Message) is null));

    /// <returns>The name of the client, as far as it has stated one.</returns>
    private string? Follow(ProxyExchange exchange, JsonRpcMessage message, string server, bool isSuccess)
    {
        var caller = exchange.Caller!;
        var key = new CallSessionKey(exchange.Route.Name, caller.Subject, caller.ClientId);
        var at = exchange.StartedAt;
        if (message is { Method: McpMethods.Initialize } && !exchange.Message.IsBatch)
        {
            var name = MessageMeta.ClientName(exchange.Body.Memory.Span);
            _sessions.Begin(key, name, at);
            return name;
        }

        string? client = null;
        var describesItself = message.IsSelfDescribing && !exchange.Message.IsBatch;
        if (isSuccess && message.Method == McpMethods.ToolsList)
        {
            (client, var sinceBegin) = _sessions.Listed(key, at);
            Step("initialize_to_tools_list", server, sinceBegin, LongestStep);
        }
        else if (isSuccess && message.Method == McpMethods.ToolsCall)
        {
            (client, var sinceList, var sinceBegin) = _sessions.Called(key, at);
            Step("tools_list_to_tools_call", server, sinceList, LongestStep);
            Step("full_protocol_flow", server, sinceBegin, LongestFlow);
        }
        else if (!describesItself)
        {
            client = _sessions.ClientOf(key, at);
        }

        return describesItself ? MessageMeta.ClientName(exchange.Body.Memory.Span) : client;
    }

    private void Step(string step, string server, TimeSpan? latency, TimeSpan longest)
    {
        if (latency is { } took && took <= longest)
        {
            meter.Stepped(step, server, took);
        }
    }
}
