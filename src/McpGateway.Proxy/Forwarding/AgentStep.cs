using System.Text.Json;
using McpGateway.Proxy.A2a;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Routing;
using McpGateway.Proxy.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// What the pipeline does otherwise for an A2A agent: the agent owns every path below its own, is seen or not, shows a card, is called in
/// two bindings, and its ids are opened and sealed. Admission, forwarding and recording are those of servers.
/// </summary>
internal sealed class AgentStep(
    IAgentSight sight, AgentCards cards, AgentRefusals refusals, BodyStep bodies, SessionSealer sealer, CredentialScreen screen,
    McpForwarder forwarder, AdmissionStep admission, IOptions<ProxyOptions> options)
{
    private readonly PathSet _ownContexts = new(options.Value.AgentsWithOwnContexts);

    /// <summary>A standing stream; every other answer ends with its call.</summary>
    public static bool IsStream(ProxyExchange exchange) => exchange.RestCall?.Operation == A2aOperation.SubscribeToTask;

    /// <summary>Answers what needs no agent, and finds out what is asked in the HTTP binding.</summary>
    /// <returns>Null when the agent is to be asked.</returns>
    public Task? Begin(ProxyExchange exchange, AgentRoute agent)
    {
        if (!sight.Sees(exchange.Caller!, exchange.Route))
        {
            return AgentRefusals.HiddenAsync(exchange);
        }

        var method = exchange.Context.Request.Method;
        if (AgentCards.AreAt(exchange.Match.Remainder))
        {
            return !HttpMethods.IsGet(method) ? Refusals.MethodNotAllowedAsync(exchange, "GET")
                : agent.IsCardWithheld ? Refusals.HeldAsync(exchange)
                : cards.ServeAsync(exchange, agent);
        }

        if (exchange.Match.Remainder is "" or "/")
        {
            return HttpMethods.IsPost(method) ? null : Refusals.MethodNotAllowedAsync(exchange, "POST");
        }

        if (RestPath.Parse(exchange.Match.Remainder) is not { } path)
        {
            return AgentRefusals.NoSuchPathAsync(exchange);
        }

        foreach (var (httpMethod, operation) in path.Operations)
        {
            if (HttpMethods.Equals(httpMethod, method))
            {
                exchange.RestCall = new(path, operation);
                exchange.Message = new(new JsonRpcMessage { Kind = JsonRpcKind.HttpCall, Method = A2aMethods.NameOf(operation) });
                return null;
            }
        }

        return Refusals.MethodNotAllowedAsync(exchange, string.Join(", ", path.Operations.Select(static item => item.HttpMethod)));
    }

    public async Task ServeAsync(ProxyExchange exchange)
    {
        // First: addresses are made of the query that is left.
        await screen.JudgeAsync(exchange);
        await (exchange.RestCall is { } call ? ServeHttpAsync(exchange, call) : ServeRpcAsync(exchange));
    }

    private async Task ServeRpcAsync(ProxyExchange exchange)
    {
        if (!await bodies.TryReadAsync(exchange))
        {
            return;
        }

        if (!JsonRpcReader.TryRead(exchange.Body.Memory, out var body, out var fault))
        {
            await Refusals.InvalidAsync(exchange, fault);
            return;
        }

        if (body.IsBatch || body[0].Kind != JsonRpcKind.Request)
        {
            await Refusals.InvalidAsync(exchange, new JsonRpcFault(
                JsonRpcErrors.InvalidRequest,
                body.IsBatch
                    ? "A2A has no batches: send each request by itself."
                    : "A2A has requests only: give the message a 'method' and an 'id'.",
                default));
            return;
        }

        exchange.Message = body;

        if (!A2aMethods.TryFind(body[0].Method, out var operation, out var isVersion1))
        {
            await AgentRefusals.InvalidAsync(
                exchange, JsonRpcErrors.MethodNotFound, "A2A has no such method: the gateway carries those of versions 1.0 and 0.3.");
            return;
        }

        if (exchange.Route.Agent!.Find(AgentBinding.JsonRpc, isVersion1) is not { } endpoint)
        {
            await AgentRefusals.NoBindingAsync(exchange, "JSON-RPC", "HTTP+JSON");
            return;
        }

        // The body is exchanged for another one below, the id must outlive it.
        exchange.Message = new(body[0] with { Method = A2aMethods.NameOf(operation), Target = null, RawId = body[0].RawId.ToArray() });
        var ids = new A2aIds(sealer, exchange.Caller!, exchange.Route);
        var walk = new RequestWalk(exchange.Body.Memory, ids, PolicyOf(exchange, endpoint));
        walk.Run(A2aShapes.Request(operation, isVersion1));
        if (!await IsAllowedAsync(exchange, operation, walk))
        {
            return;
        }

        if (operation == A2aOperation.SubscribeToTask && admission.BecomeStream(exchange) is { } noRoom)
        {
            await noRoom;
            return;
        }

        if (!await bodies.TryRewriteAsync(exchange, walk))
        {
            return;
        }

        var address = exchange.Query.Length > 1 ? UpstreamAddress.WithQuery(endpoint.Url, exchange.Query) : endpoint.Url;
        await ForwardAsync(exchange, operation, walk, ids, address);
    }

    private async Task ServeHttpAsync(ProxyExchange exchange, RestCall call)
    {
        if (exchange.Route.Agent!.Find(AgentBinding.HttpJson, call.Path.IsVersion1) is not { } endpoint)
        {
            await AgentRefusals.NoBindingAsync(exchange, "HTTP+JSON", "JSON-RPC");
            return;
        }

        if (HttpMethods.IsPost(exchange.Context.Request.Method) && (call.NeedsBody || HasBody(exchange.Context.Request))
            && !await bodies.TryReadAsync(exchange))
        {
            return;
        }

        var ids = new A2aIds(sealer, exchange.Caller!, exchange.Route);
        var walk = new RequestWalk(exchange.Body.Memory, ids, PolicyOf(exchange, endpoint) with { Tenant = null });
        if (!RestQuery.TryRead(exchange.Query, out var context, out var fault)
            || ((call.NeedsBody || exchange.Body.Length > 0) && !TryWalk(walk, exchange.Body.Memory, call, out fault)))
        {
            await AgentRefusals.InvalidAsync(exchange, JsonRpcErrors.InvalidParams, fault!);
            return;
        }

        if (context is not null)
        {
            walk.TakeContext(context);
        }

        if (!await IsAllowedAsync(exchange, call.Operation, walk))
        {
            return;
        }

        var task = call.Path.TaskId is { } sealedId ? ids.OpenTask(sealedId) : null;
        if (call.Path.TaskId is not null && task is null or "." or "..")
        {
            await AgentRefusals.NotFoundAsync(exchange, "Task");
            return;
        }

        if (!await bodies.TryRewriteAsync(exchange, walk))
        {
            return;
        }

        var address = AddressOf(endpoint, call, task, RestQuery.ForAgent(exchange.Query, walk.Context));
        await ForwardAsync(exchange, call.Operation, walk, ids, address);
    }

    private static Uri AddressOf(AgentEndpoint endpoint, RestCall call, string? task, string query)
    {
        var path = endpoint.Url.GetLeftPart(UriPartial.Path).TrimEnd('/') + call.Path.ForAgent(task, call.Operation, endpoint.Tenant);
        var address = new Uri(path + endpoint.Url.Query);
        return query.Length > 1 ? UpstreamAddress.WithQuery(address, query) : address;
    }

    private static bool TryWalk(RequestWalk walk, ReadOnlyMemory<byte> body, RestCall call, out string? fault)
    {
        fault = JsonRpcReader.BytesProblem(body.Span);
        if (fault is not null)
        {
            return false;
        }

        try
        {
            walk.Run(A2aShapes.Params(call.Operation, call.Path.IsVersion1));
            fault = walk.IsObject ? null : "Send one JSON object.";
        }
        catch (JsonException exception)
        {
            fault = JsonRpcReader.Describe(exception);
        }

        return fault is null;
    }

    private async Task<bool> IsAllowedAsync(ProxyExchange exchange, A2aOperation operation, RequestWalk walk)
    {
        exchange.Message = new(exchange.Message[0] with { Target = walk.Skill });
        if (walk.Problem is { } problem)
        {
            await AgentRefusals.InvalidAsync(exchange, JsonRpcErrors.InvalidParams, problem);
            return false;
        }

        if (refusals.Of(exchange, operation, walk) is { } refusal)
        {
            await refusal;
            return false;
        }

        if (walk.NotFound is { } what)
        {
            await AgentRefusals.NotFoundAsync(exchange, what);
            return false;
        }

        if (operation == A2aOperation.ListTasks && walk.Context is null && _ownContexts.Contains(exchange.Route))
        {
            await AgentRefusals.InvalidAsync(
                exchange, JsonRpcErrors.InvalidParams,
                "Name the 'contextId' whose tasks you want: this agent does not tell callers apart.");
            return false;
        }

        return true;
    }

    private Task ForwardAsync(ProxyExchange exchange, A2aOperation operation, RequestWalk walk, A2aIds ids, Uri address)
    {
        var message = exchange.Message[0];
        exchange.Answers = new AgentAnswerRules(new A2aAnswers(operation, message.Kind == JsonRpcKind.Request, ids, new A2aExpectation
        {
            Card = json => cards.Rewrite(exchange, json),
            RawId = message.RawId,
            Context = walk.Context,
        }));
        return forwarder.ForwardAsync(exchange, address, sessionId: null);
    }

    private A2aPolicy PolicyOf(ProxyExchange exchange, AgentEndpoint endpoint) =>
        new(!_ownContexts.Contains(exchange.Route), endpoint.Tenant, exchange.Route.AllowsPrivateAddresses);

    private static bool HasBody(HttpRequest request) => request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0;
}
