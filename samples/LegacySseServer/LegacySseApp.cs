using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace LegacySseServer;

/// <summary>
/// A server with the transport of revision 2024-11-05: a stream at <c>/sse</c>, requests to <c>/messages/?session_id=…</c>.
/// </summary>
public static class LegacySseApp
{
    /// <param name="args">Command line; settings come from it and from environment variables.</param>
    /// <param name="logging">Changes where it logs to, which is the console when left out.</param>
    public static WebApplication Build(string[] args, Action<ILoggingBuilder>? logging = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        logging?.Invoke(builder.Logging);
        var app = builder.Build();
        var endpoint = new SseEndpoint(app.Lifetime.ApplicationStopping);
        app.MapGet("/sse", endpoint.StreamAsync);
        app.MapPost("/messages/", endpoint.PostAsync);
        return app;
    }

    private sealed class SseEndpoint(CancellationToken stopping)
    {
        private static readonly JsonTypeInfo<JsonRpcMessage> MessageJson =
            (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

        private readonly ConcurrentDictionary<string, SseResponseStreamTransport> _sessions = new(StringComparer.Ordinal);

        public async Task StreamAsync(HttpContext context)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            var id = Guid.NewGuid().ToString("N");
            context.Response.ContentType = "text/event-stream";
            await using var transport = new SseResponseStreamTransport(context.Response.Body, $"/messages/?session_id={id}", id);
            _sessions[id] = transport;
            try
            {
                var sending = transport.RunAsync(ending.Token);
                await using var server = McpServer.Create(transport, Describe());
                await server.RunAsync(ending.Token);
                await sending;
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // The client hung up, which is how a session of this transport ends.
            }
            finally
            {
                _sessions.TryRemove(id, out _);
            }
        }

        public async Task PostAsync(HttpContext context)
        {
            if (!_sessions.TryGetValue(context.Request.Query["session_id"].ToString(), out var transport))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            var message = await JsonSerializer.DeserializeAsync(context.Request.Body, MessageJson, context.RequestAborted);
            if (message is null)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            await transport.OnMessageReceivedAsync(message, context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            await context.Response.WriteAsync("Accepted", context.RequestAborted);
        }

        private static McpServerOptions Describe()
        {
            using var schema = JsonDocument.Parse(
                """{"type":"object","properties":{"message":{"type":"string"}},"required":["message"]}""");
            var echo = new Tool { Name = "echo", Description = "Says what it is told.", InputSchema = schema.RootElement.Clone() };
            return new()
            {
                ServerInfo = new() { Name = "legacy", Version = "1.0.0" },
                Capabilities = new() { Tools = new() },
                Handlers = new()
                {
                    ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [echo] }),
                    CallToolHandler = (request, _) => ValueTask.FromResult(new CallToolResult
                    {
                        Content = [new TextContentBlock { Text = request.Params.Arguments?["message"].ToString() ?? "" }],
                    }),
                },
            };
        }
    }
}
