using System.Net;
using System.Text;
using System.Text.Json;
using AgentSupport.Gateway;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ReferenceAgent.Credentials;

namespace ReferenceAgent.Tools;

/// <summary>MCP servers behind the gateway, each connected to when it is first called.</summary>
internal sealed class GatewayServers(Uri gateway, IGatewayToken token, EgressTokens egress) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ConnectionPatience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, McpClient> _clients = new(StringComparer.Ordinal);

    /// <summary>Calls a tool with the user's token.</summary>
    /// <param name="server">The server.</param>
    /// <param name="tool">Name of the tool.</param>
    /// <param name="arguments">By the tool's schema.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its result, structured where there is structure, or in words why there is none.</returns>
    public async Task<(ToolOutcome Outcome, JsonElement? Structured)> CallAsync(
        ServerAddress server, string tool, IReadOnlyDictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var client = await ConnectAsync(server, limit.Token);
            var result = await client.CallToolAsync(tool, arguments, cancellationToken: limit.Token);
            var text = TextOf(result);
            return (result.IsError is true ? ToolOutcome.Failed(text) : ToolOutcome.Done(text), result.StructuredContent);
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested && IsExpected(problem))
        {
            // The connection may be what is broken: the next call makes a new one.
            await ForgetAsync(server);
            return (WordsFor(problem, server, tool), null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            await client.DisposeAsync();
        }
    }

    private async Task<McpClient> ConnectAsync(ServerAddress server, CancellationToken cancellationToken)
    {
        if (_clients.TryGetValue(server.Path, out var known))
        {
            return known;
        }

        var own = server.AuthProvider is { } provider ? egress.Find(provider, server.Path.Trim('/')) : null;
        var http = new HttpClient(new GatewayHandler(token, own)) { Timeout = Timeout.InfiniteTimeSpan };
        var transport = new HttpClientTransport(
            new()
            {
                Endpoint = new(gateway, $"{server.Path.Trim('/')}/{(server.SpeaksSseOnly ? "sse" : "mcp")}"),
                TransportMode = server.SpeaksSseOnly ? HttpTransportMode.Sse : HttpTransportMode.StreamableHttp,
                ConnectionTimeout = ConnectionPatience,
            },
            http, ownsHttpClient: true);
        var client = await McpClient.CreateAsync(
            transport, new() { ClientInfo = new() { Name = "reference-agent", Version = "1.0.0" } }, cancellationToken: cancellationToken);
        return _clients[server.Path] = client;
    }

    private async Task ForgetAsync(ServerAddress server)
    {
        if (_clients.Remove(server.Path, out var client))
        {
            await client.DisposeAsync();
        }
    }

    private static string TextOf(CallToolResult result)
    {
        var text = new StringBuilder();
        foreach (var block in result.Content)
        {
            text.AppendLine(block switch
            {
                TextContentBlock words => words.Text,
                EmbeddedResourceBlock { Resource: TextResourceContents resource } => resource.Text,
                _ => $"({block.Type})",
            });
        }

        return text.Length > 0 ? text.ToString().TrimEnd() : result.StructuredContent?.GetRawText() ?? "(no content)";
    }

    private static bool IsExpected(Exception problem) =>
        problem is McpException or HttpRequestException or IOException or OperationCanceledException or TimeoutException or JsonException
            or GatewayException or QuarantinedException or InvalidOperationException;

    private static ToolOutcome WordsFor(Exception problem, ServerAddress server, string tool)
    {
        if (QuarantineOf(problem) is { } quarantine)
        {
            return ToolOutcome.Refused(
                $"{quarantine.Message} No rule would help: whoever looks after the server can approve it, among the changed definitions.");
        }

        return StatusOf(problem) switch
        {
            HttpStatusCode.Unauthorized => ToolOutcome.Refused("The gateway does not accept the token: it may have ended. Get a new one."),
            HttpStatusCode.Forbidden => ToolOutcome.Refused(
                $"The gateway does not let you call '{tool}' of {server.Path}. Its administrator can give your group a rule for it."),
            HttpStatusCode.NotFound => ToolOutcome.Failed($"The gateway has no server at {server.Path} for you."),
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
                ToolOutcome.Failed($"The server at {server.Path} does not answer at the moment."),
            { } other => ToolOutcome.Failed($"The gateway answers {(int)other}."),
            null => problem switch
            {
                GatewayException refusal => ToolOutcome.Failed(refusal.Message),
                McpProtocolException { ErrorCode: var code } error when (int)code == 40300 => ToolOutcome.Refused(error.Message),
                McpException error => ToolOutcome.Failed(error.Message),
                OperationCanceledException or TimeoutException =>
                    ToolOutcome.Failed($"The server at {server.Path} did not answer in time."),
                HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } =>
                    ToolOutcome.Failed("The gateway cannot be reached."),
                _ => ToolOutcome.Failed($"The connection to {server.Path} broke off."),
            },
        };
    }

    private static QuarantinedException? QuarantineOf(Exception? problem) => problem switch
    {
        null => null,
        QuarantinedException found => found,
        _ => QuarantineOf(problem.InnerException),
    };

    private static HttpStatusCode? StatusOf(Exception? problem) => problem switch
    {
        null => null,
        HttpRequestException { StatusCode: { } status } => status,
        _ => StatusOf(problem.InnerException),
    };
}

/// <summary>How a server is reached.</summary>
/// <param name="Path">At the gateway.</param>
/// <param name="SpeaksSseOnly">Whether it has nothing but the transport of 2024-11-05.</param>
/// <param name="AuthProvider">Whose token it wants beside the gateway's; null for none.</param>
internal sealed record ServerAddress(string Path, bool SpeaksSseOnly = false, string? AuthProvider = null)
{
    /// <summary>The registry's own server, which finds tools.</summary>
    public static ServerAddress Registry { get; } = new("/mcpgw");
}
