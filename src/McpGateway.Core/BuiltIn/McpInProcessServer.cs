using System.Net;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Protocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGateway.Core.BuiltIn;

/// <summary>
/// Hosts an MCP server of this process behind the Streamable HTTP transport, for every protocol revision. The data plane calls it like any
/// upstream; tool handlers learn who calls from <see cref="InProcessCaller"/>.
/// </summary>
public sealed class McpInProcessServer : IInProcessServer, IAsyncDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly Func<McpServerOptions> _describe;
    private readonly InProcessServerOptions _options;
    private readonly TimeProvider _time;
    private readonly InProcessSessions _sessions;
    private readonly ITimer? _sweeper;

    /// <param name="name">Host part of the server's <c>inprocess</c> address.</param>
    /// <param name="describe">Makes the server's tools, prompts and resources: once per session, or per request where there are no
    /// sessions.</param>
    public McpInProcessServer(
        string name, Func<McpServerOptions> describe, InProcessServerOptions options, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(describe);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (Name, _describe, _options, _time) = (name, describe, options, time);
        _sessions = new(options, time);
        _sweeper = options.UsesSessions ? time.CreateTimer(_ => _ = _sessions.SweepAsync(), null, SweepInterval, SweepInterval) : null;
    }

    public string Name { get; }

    internal int OpenSessions => _sessions.Count;

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, ProxyCaller? caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Method.Method switch
        {
            "POST" => PostAsync(request, caller, cancellationToken),
            "GET" when HasSessions(request) => GetAsync(request, caller),
            "DELETE" when HasSessions(request) => DeleteAsync(request, caller),
            _ => Task.FromResult(McpAnswers.NotAllowed(HasSessions(request) ? "POST, GET, DELETE" : "POST")),
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_sweeper is not null)
        {
            await _sweeper.DisposeAsync();
        }

        await _sessions.DisposeAsync();
    }

    private static string? SessionIdOf(HttpRequestMessage request) => McpRequestReader.HeaderOf(request, McpHeaders.SessionId);

    private bool HasSessions(HttpRequestMessage request) =>
        _options.UsesSessions && !McpRequestReader.IsStateless(McpRequestReader.HeaderOf(request, McpHeaders.ProtocolVersion));

    private async Task<HttpResponseMessage> PostAsync(HttpRequestMessage request, ProxyCaller? caller, CancellationToken cancellationToken)
    {
        var (message, refusal) = await McpRequestReader.ReadAsync(request, _options.MaxRequestBytes, cancellationToken);
        if (message is null)
        {
            return refusal!;
        }

        message.Context = new()
        {
            ProtocolVersion = McpRequestReader.HeaderOf(request, McpHeaders.ProtocolVersion),
            Items = InProcessCaller.ItemsFor(caller, request.Headers),
        };
        var id = message is JsonRpcRequest { Id: var requestId } ? requestId : default;
        if (!HasSessions(request))
        {
            var once = Start(null, caller);
            return await InProcessExchange.AnswerAsync(once, message, null, endsSession: true, cancellationToken);
        }

        if (SessionIdOf(request) is { } known)
        {
            return _sessions.Find(known, caller?.Subject) is { } session
                ? await InProcessExchange.AnswerAsync(session, message, known, endsSession: false, cancellationToken)
                : McpAnswers.SessionNotFound(id);
        }

        return message is JsonRpcRequest { Method: RequestMethods.Initialize }
            ? await OpenAsync(message, id, caller, cancellationToken)
            : McpAnswers.Error(HttpStatusCode.BadRequest, -32600, "Mcp-Session-Id is missing. A session begins with initialize.", id);
    }

    private async Task<HttpResponseMessage> OpenAsync(
        JsonRpcMessage message, RequestId id, ProxyCaller? caller, CancellationToken cancellationToken)
    {
        var sessionId = InProcessSessions.NewId();
        var session = Start(sessionId, caller);
        if (await _sessions.TryAddAsync(sessionId, session))
        {
            return await InProcessExchange.AnswerAsync(session, message, sessionId, endsSession: false, cancellationToken);
        }

        await session.DisposeAsync();
        return McpAnswers.Error(HttpStatusCode.ServiceUnavailable, -32000, "Too many open sessions. Try again later.", id);
    }

    private Task<HttpResponseMessage> GetAsync(HttpRequestMessage request, ProxyCaller? caller)
    {
        if (SessionIdOf(request) is not { } id || _sessions.Find(id, caller?.Subject) is not { } session)
        {
            return Task.FromResult(McpAnswers.SessionNotFound());
        }

        return Task.FromResult(InProcessExchange.Listen(session, id));
    }

    private async Task<HttpResponseMessage> DeleteAsync(HttpRequestMessage request, ProxyCaller? caller)
    {
        if (SessionIdOf(request) is not { } id || _sessions.Find(id, caller?.Subject) is null)
        {
            return McpAnswers.SessionNotFound();
        }

        await _sessions.RemoveAsync(id);
        return new(HttpStatusCode.NoContent);
    }

    private InProcessSession Start(string? sessionId, ProxyCaller? caller)
    {
        // Per-request servers must not outlive the request, so nothing is scoped; no logger: the SDK logs message bodies at trace level.
        var options = _describe();
        options.ScopeRequests = false;
        var transport = new StreamableHttpServerTransport { SessionId = sessionId, Stateless = sessionId is null };
        var server = McpServer.Create(transport, options, null, null);
        return new(transport, server, caller?.Subject, _time);
    }
}
