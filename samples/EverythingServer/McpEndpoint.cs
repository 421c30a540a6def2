using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace EverythingServer;

/// <summary>
/// The Streamable HTTP transport on an ASP.NET Core route: sessions for clients of 2025-11-25 and before, none from 2026-07-28 on.
/// </summary>
internal sealed class McpEndpoint(Func<McpServerOptions> describe, CancellationToken stopping)
{
    private const string SessionHeader = "Mcp-Session-Id";
    private const string VersionHeader = "MCP-Protocol-Version";

    private static readonly JsonTypeInfo<JsonRpcMessage> MessageJson =
        (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    public async Task PostAsync(HttpContext context)
    {
        JsonRpcMessage? message = null;
        try
        {
            message = await JsonSerializer.DeserializeAsync(context.Request.Body, MessageJson, context.RequestAborted);
        }
        catch (JsonException)
        {
            // Answered below.
        }

        if (message is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var version = context.Request.Headers[VersionHeader].ToString();
        message.Context = new() { ProtocolVersion = version.Length == 0 ? null : version };
        if (string.CompareOrdinal(version, "2026-07-28") >= 0)
        {
            await using var once = new Session(null, describe());
            await AnswerAsync(context, once, message);
        }
        else if (Find(context) is { } session)
        {
            await AnswerAsync(context, session, message);
        }
        else if (message is JsonRpcRequest { Method: RequestMethods.Initialize })
        {
            var id = Guid.NewGuid().ToString("N");
            var opened = _sessions[id] = new Session(id, describe());
            context.Response.Headers[SessionHeader] = id;
            await AnswerAsync(context, opened, message);
        }
        else
        {
            context.Response.StatusCode = context.Request.Headers.ContainsKey(SessionHeader)
                ? StatusCodes.Status404NotFound
                : StatusCodes.Status400BadRequest;
        }
    }

    public async Task GetAsync(HttpContext context)
    {
        if (Find(context) is not { } session)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await session.Transport.HandleGetRequestAsync(context.Response.Body, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client hung up, which is how this stream ends.
        }
    }

    public async Task DeleteAsync(HttpContext context)
    {
        if (_sessions.TryRemove(context.Request.Headers[SessionHeader].ToString(), out var session))
        {
            await session.DisposeAsync();
        }
    }

    private static async Task AnswerAsync(HttpContext context, Session session, JsonRpcMessage message)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        if (!await session.Transport.HandlePostRequestAsync(message, context.Response.Body, context.RequestAborted))
        {
            context.Response.ContentType = null;
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
    }

    private Session? Find(HttpContext context) => _sessions.GetValueOrDefault(context.Request.Headers[SessionHeader].ToString());

    private sealed class Session : IAsyncDisposable
    {
        private readonly McpServer _server;
        private readonly Task _running;

        public Session(string? id, McpServerOptions options)
        {
            options.ScopeRequests = false;
            Transport = new() { SessionId = id, Stateless = id is null };
            _server = McpServer.Create(Transport, options);
            _running = _server.RunAsync();
        }

        public StreamableHttpServerTransport Transport { get; }

        public async ValueTask DisposeAsync()
        {
            await Transport.DisposeAsync();
            await _running;
            await _server.DisposeAsync();
        }
    }
}
