using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AgentSupport.A2a;

/// <summary>The JSON-RPC binding of A2A 1.0 (§9) around an agent: messages, streams, tasks, cancelling.</summary>
internal sealed partial class A2aEndpoint(Agent agent, TaskList tasks, ILogger<A2aEndpoint> logger)
{
    public async Task PostAsync(HttpContext context)
    {
        JsonElement? id = null;
        try
        {
            var (request, method) = await ReadAsync(context);
            id = request.TryGetProperty("id", out var stated) ? stated : null;
            var parameters = request.TryGetProperty("params", out var found) ? found : default;
            if (method == "SendStreamingMessage")
            {
                await StreamAsync(context, id, parameters);
                return;
            }

            var result = await AnswerAsync(method, parameters, context.RequestAborted);
            await context.Response.WriteAsJsonAsync(Response(id, result), A2aJson.Options, context.RequestAborted);
        }
        catch (A2aException refusal)
        {
            await RefuseAsync(context, id, refusal.Code, refusal.Message);
        }
        catch (JsonException fault)
        {
            await RefuseAsync(context, id, A2aErrors.InvalidParams, $"The message has another shape: {fault.Message}");
        }
    }

    private static async Task<(JsonElement Request, string Method)> ReadAsync(HttpContext context)
    {
        JsonElement request;
        try
        {
            request = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, A2aJson.Options, context.RequestAborted);
        }
        catch (JsonException)
        {
            throw new A2aException(A2aErrors.Parse, "The body is no JSON.");
        }

        return request.ValueKind == JsonValueKind.Object && request.TryGetProperty("method", out var method)
            && method.ValueKind == JsonValueKind.String
            ? (request, method.GetString()!)
            : throw new A2aException(A2aErrors.InvalidRequest, "Send one JSON-RPC request with a 'method'.");
    }

    private async Task<JsonNode?> AnswerAsync(string method, JsonElement parameters, CancellationToken cancellationToken) => method switch
    {
        "SendMessage" => await SendAsync(parameters, cancellationToken),
        "GetTask" => A2aJson.Node(tasks.Find(Text(parameters, "id")).Show()),
        "ListTasks" => List(Text(parameters, "contextId")),
        "CancelTask" => await CancelAsync(tasks.Find(Text(parameters, "id")), cancellationToken),
        _ => throw new A2aException(
            A2aErrors.MethodNotFound,
            "The agent takes SendMessage, SendStreamingMessage, GetTask, ListTasks and CancelTask of A2A 1.0."),
    };

    private JsonObject List(string? contextId)
    {
        var found = tasks.Of(contextId is { Length: > 0 } ? contextId : null);
        return new()
        {
            ["tasks"] = A2aJson.Node(found),
            ["totalSize"] = found.Count,
            ["pageSize"] = found.Count,
            ["nextPageToken"] = "",
        };
    }

    private async Task<JsonNode?> SendAsync(JsonElement parameters, CancellationToken cancellationToken)
    {
        var (task, events, work) = Begin(parameters);
        if (!ReturnsAtOnce(parameters))
        {
            await foreach (var _ in events.ReadAllAsync(cancellationToken))
            {
                // Said in the task, which is shown when all is said.
            }

            await work;
        }

        return new JsonObject { ["task"] = A2aJson.Node(task.Show()) };
    }

    private async Task StreamAsync(HttpContext context, JsonElement? id, JsonElement parameters)
    {
        var (task, events, _) = Begin(parameters);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        await WriteAsync(context, id, new() { Task = task.Show() });
        await foreach (var item in events.ReadAllAsync(context.RequestAborted))
        {
            await WriteAsync(context, id, item);
        }
    }

    /// <summary>The work goes on when the one who asked hangs up: the task can be asked for later.</summary>
    private (TaskRecord Task, ChannelReader<StreamEvent> Events, Task Work) Begin(JsonElement parameters)
    {
        if (parameters.ValueKind != JsonValueKind.Object || !parameters.TryGetProperty("message", out var json))
        {
            throw new A2aException(A2aErrors.InvalidParams, "Send a 'message'.");
        }

        var message = A2aJson.Read<Message>(json);
        if (message.Parts is not { Count: > 0 } parts || parts.Any(static part => part is null))
        {
            throw new A2aException(A2aErrors.InvalidParams, "A message needs 'parts'.");
        }

        if (Turn.SkillOf(message.Metadata) is { } skill && !agent.Skills.Any(item => item.Id == skill))
        {
            var offered = string.Join(", ", agent.Skills.Select(static item => item.Id));
            throw new A2aException(A2aErrors.InvalidParams, $"The agent has no such skill: it has {offered}.");
        }

        var task = tasks.For(message);
        var cancellation = new CancellationTokenSource();
        try
        {
            task.Begin(message, cancellation.Cancel);
        }
        catch
        {
            cancellation.Dispose();
            throw;
        }

        var events = Channel.CreateUnbounded<StreamEvent>(new() { SingleReader = true });
        return (task, events.Reader, WorkAsync(task, new(task, message, events.Writer), events.Writer, cancellation));
    }

    private async Task WorkAsync(TaskRecord task, Turn turn, ChannelWriter<StreamEvent> events, CancellationTokenSource cancellation)
    {
        // Away from the request: its answer begins at once.
        await Task.Yield();
        try
        {
            await agent.ActAsync(turn, cancellation.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The task says so already.
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            LogFault(fault, task.Id);
            turn.Fail("Something went wrong inside the agent.");
        }

        var (state, text) = turn.Outcome ?? (TaskStates.Failed, "The agent came to no result.");
        events.TryWrite(new() { StatusUpdate = new(task.Id, task.ContextId, task.End(state, text)) });
        events.Complete();
        cancellation.Dispose();
    }

    private async Task<JsonNode?> CancelAsync(TaskRecord task, CancellationToken cancellationToken)
    {
        task.Cancel();
        await agent.CancelAsync(task.Memory, cancellationToken);
        return A2aJson.Node(task.Show());
    }

    private static bool ReturnsAtOnce(JsonElement parameters) =>
        parameters.TryGetProperty("configuration", out var configuration) && configuration.ValueKind == JsonValueKind.Object
        && configuration.TryGetProperty("returnImmediately", out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement parameters, string name) =>
        parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static async Task WriteAsync(HttpContext context, JsonElement? id, StreamEvent item)
    {
        await context.Response.WriteAsync(
            $"data: {Response(id, A2aJson.Node(item)).ToJsonString(A2aJson.Options)}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static JsonObject Response(JsonElement? id, JsonNode? result) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = A2aJson.Node(id), ["result"] = result };

    private static Task RefuseAsync(HttpContext context, JsonElement? id, int code, string message)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        return context.Response.WriteAsJsonAsync(
            new JsonObject { ["jsonrpc"] = "2.0", ["id"] = A2aJson.Node(id), ["error"] = error }, A2aJson.Options, context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Task {Task} failed.")]
    private partial void LogFault(Exception fault, string task);
}
