using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>
/// An A2A agent that does not tell callers apart: one list of tasks, numbered, in the words of 1.0 and 0.3 and in both bindings. It answers
/// to anybody who knows a task's id.
/// </summary>
internal sealed class ScriptedAgent
{
    private readonly ConcurrentDictionary<string, (string Context, string State)> _tasks = new(StringComparer.Ordinal);
    private readonly ScriptedPushConfigs _pushConfigs = new();
    private int _count;

    /// <summary>Bodies and targets of the requests that came, as they came.</summary>
    public ConcurrentQueue<(string Target, string Body, IHeaderDictionary Headers)> Seen { get; } = new();

    /// <summary>Released once for each event after the first of a stream.</summary>
    public SemaphoreSlim Next { get; } = new(0);

    /// <summary>Answers instead, when set.</summary>
    public RequestDelegate? Instead { get; set; }

    public static async Task<(ProxyRig Rig, ScriptedAgent Agent)> StartAsync(
        Action<ProxyRig>? change = null, Func<Uri, AgentRoute, AgentRoute>? route = null, ProxyRig? rig = null,
        Func<Route, Route>? configure = null)
    {
        rig ??= new ProxyRig();
        change?.Invoke(rig);
        var agent = new ScriptedAgent();
        var address = await rig.AddServerAsync("/unused", agent.ServeAsync);
        rig.AddRoute("/travel", new Uri(address, "rpc"), known =>
        {
            known = known with { Agent = RouteOf(address, route) };
            return configure is null ? known : configure(known);
        });
        await rig.StartAsync();
        return (rig, agent);
    }

    public async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        Seen.Enqueue((context.Request.Path + context.Request.QueryString.Value, body, new HeaderDictionary(
            context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase))));
        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }

        await (context.Request.Path.Value!.StartsWith("/rpc", StringComparison.Ordinal)
            ? AnswerRpcAsync(context, JsonNode.Parse(body)!)
            : AnswerHttpAsync(context, body.Length == 0 ? [] : JsonNode.Parse(body)!.AsObject()));
    }

    public static AgentRoute RouteOf(Uri address, Func<Uri, AgentRoute, AgentRoute>? change = null)
    {
        var route = new AgentRoute
        {
            Card = JsonElement.Parse($$"""
                {"name":"Travel","description":"Books","version":"1","capabilities":{"streaming":true},"skills":[{"id":"book"}],
                 "supportedInterfaces":[{"url":"{{address}}rpc","protocolBinding":"JSONRPC","protocolVersion":"1.0"},
                 {"url":"{{address}}rest","protocolBinding":"HTTP+JSON","protocolVersion":"1.0"}],
                 "signatures":[{"protected":"p","signature":"s"}]}
                """),
            CardHash = "h",
            Endpoints =
            [
                new(new Uri(address, "rpc"), AgentBinding.JsonRpc, IsVersion1: true, null),
                new(new Uri(address, "rest"), AgentBinding.HttpJson, IsVersion1: true, null),
            ],
        };
        return change is null ? route : change(address, route);
    }

    private async Task AnswerRpcAsync(HttpContext context, JsonNode request)
    {
        var id = request["id"]!.DeepClone();
        var parameters = request["params"]?.AsObject() ?? [];
        switch (request["method"]!.GetValue<string>())
        {
            case "SendMessage":
                await WriteAsync(context, Response(id, new JsonObject { ["task"] = Begin(parameters) }));
                break;
            case "message/send":
                var task = Begin(parameters);
                task["kind"] = "task";
                await WriteAsync(context, Response(id, task));
                break;
            case "SendStreamingMessage" or "message/stream":
                await StreamAsync(context, id, Begin(parameters), request["method"]!.GetValue<string>() == "message/stream");
                break;
            case "GetTask" or "tasks/get":
                await WriteAsync(context, Find(parameters) is { } found ? Response(id, found) : Missing(id));
                break;
            case "CancelTask" or "tasks/cancel":
                await WriteAsync(context, Find(parameters, "TASK_STATE_CANCELED") is { } canceled ? Response(id, canceled) : Missing(id));
                break;
            case "ListTasks" or "tasks/list":
                await WriteAsync(context, Response(id, List(parameters["contextId"]?.GetValue<string>())));
                break;
            case var method when _pushConfigs.AnswerRpc(method, parameters) is var answer && answer != ScriptedPushConfigs.None:
                await WriteAsync(context, answer == ScriptedPushConfigs.Missing ? Missing(id) : Response(id, answer));
                break;
            default:
                await WriteAsync(context, Response(id, new JsonObject { ["name"] = "Travel", ["supportedInterfaces"] = new JsonArray() }));
                break;
        }
    }

    private Task AnswerHttpAsync(HttpContext context, JsonObject parameters)
    {
        var path = context.Request.Path.Value!["/rest".Length..].Replace("/v1", "", StringComparison.Ordinal);
        if (path == "/message:send")
        {
            return WriteAsync(context, new JsonObject { ["task"] = Begin(parameters) });
        }

        if (path == "/message:stream")
        {
            return StreamAsync(context, null, Begin(parameters), isFormer: false);
        }

        if (path == "/tasks")
        {
            return WriteAsync(context, List(context.Request.Query["contextId"].ToString() is { Length: > 0 } asked ? asked : null));
        }

        if (path.Split('/') is ["", "tasks", var owner, "pushNotificationConfigs", .. var rest])
        {
            var isFormer = context.Request.Path.Value!.StartsWith("/rest/v1/", StringComparison.Ordinal);
            var answer = _pushConfigs.AnswerHttp(context.Request.Method, owner, rest.FirstOrDefault(), parameters, isFormer);
            var isThere = answer != ScriptedPushConfigs.Missing;
            context.Response.StatusCode = isThere ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
            return WriteAsync(context, isThere ? answer! : new JsonObject { ["error"] = new JsonObject { ["code"] = 404 } });
        }

        var isCancel = path.EndsWith(":cancel", StringComparison.Ordinal);
        var id = isCancel ? path["/tasks/".Length..^":cancel".Length] : path["/tasks/".Length..];
        var found = Find(new JsonObject { ["id"] = id }, isCancel ? "TASK_STATE_CANCELED" : null);
        context.Response.StatusCode = found is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        return WriteAsync(context, found ?? new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = 404,
                ["details"] = new JsonArray(new JsonObject { ["metadata"] = new JsonObject { ["taskId"] = id } }),
            },
        });
    }

    private JsonObject Begin(JsonObject parameters)
    {
        var message = parameters["message"]!.AsObject();
        var id = message["taskId"]?.GetValue<string>() ?? $"t{Interlocked.Increment(ref _count)}";
        var context = message["contextId"]?.GetValue<string>() ?? $"c{id}";
        _tasks[id] = (context, "TASK_STATE_WORKING");
        var task = Show(id);
        var own = message.DeepClone().AsObject();
        own["taskId"] = id;
        own["contextId"] = context;
        task["history"] = new JsonArray(own);
        return task;
    }

    private JsonObject? Find(JsonObject parameters, string? state = null)
    {
        var id = parameters["id"]!.GetValue<string>();
        if (!_tasks.TryGetValue(id, out var known))
        {
            return null;
        }

        _tasks[id] = (known.Context, state ?? known.State);
        return Show(id);
    }

    private JsonObject List(string? context) => new()
    {
        ["tasks"] = new JsonArray([.. _tasks.Where(task => context is null || task.Value.Context == context)
            .OrderBy(static task => task.Key, StringComparer.Ordinal).Select(task => Show(task.Key))]),
        ["nextPageToken"] = "",
        ["pageSize"] = 50,
        ["totalSize"] = _tasks.Count,
    };

    private JsonObject Show(string id) => new()
    {
        ["id"] = id,
        ["contextId"] = _tasks[id].Context,
        ["status"] = new JsonObject { ["state"] = _tasks[id].State },
    };

    /// <summary>The task, then three updates, each when it may go.</summary>
    private async Task StreamAsync(HttpContext context, JsonNode? id, JsonObject task, bool isFormer)
    {
        context.Response.ContentType = "text/event-stream";
        var (taskId, contextId) = (task["id"]!.GetValue<string>(), task["contextId"]!.GetValue<string>());
        for (var index = 0; index <= 3; index++)
        {
            var update = new JsonObject
            {
                ["taskId"] = taskId,
                ["contextId"] = contextId,
                ["status"] = new JsonObject { ["state"] = $"step-{index}" },
            };
            if (isFormer)
            {
                task["kind"] = "task";
                update["kind"] = "status-update";
            }

            JsonNode entry = index == 0 ? isFormer ? task : new JsonObject { ["task"] = task }
                : isFormer ? update : new JsonObject { ["statusUpdate"] = update };
            var data = id is null ? entry : Response(id.DeepClone(), entry);
            if (index > 0)
            {
                await Next.WaitAsync(context.RequestAborted);
            }

            await context.Response.WriteAsync($"data: {data.ToJsonString()}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static JsonObject Response(JsonNode id, JsonNode? result) => new() { ["jsonrpc"] = "2.0", ["id"] = id, ["result"] = result };

    private static JsonObject Missing(JsonNode id) => new()
    {
        ["jsonrpc"] = "2.0",
        ["id"] = id,
        ["error"] = new JsonObject { ["code"] = -32001, ["message"] = "Task not found" },
    };

    private static Task WriteAsync(HttpContext context, JsonNode json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json.ToJsonString(), context.RequestAborted);
    }
}
