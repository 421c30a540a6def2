using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Programs;

/// <summary>A session with an MCP server over streamable HTTP, in the revision that the Python client speaks.</summary>
internal sealed class McpSession(RegistryApi api)
{
    private const string Revision = "2024-11-05";
    private const string SessionHeader = "Mcp-Session-Id";

    private string? _session;
    private int _lastId;

    /// <summary>Null when the server gave none.</summary>
    public string? Id => _session;

    /// <exception cref="CommandFailure">The server refuses.</exception>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        var parameters = new JsonObject
        {
            ["protocolVersion"] = Revision,
            ["capabilities"] = new JsonObject(),
            ["clientInfo"] = new JsonObject { ["name"] = "mcpgw-compat", ["version"] = "1.0.0" },
        };
        var answer = await RequestAsync("initialize", parameters, cancellationToken);
        if (answer.Object("error") is { } error)
        {
            throw new CommandFailure(Call.Failure, $"initialize: {error.Shown("message")} ({error.Shown("code")})");
        }

        await SendAsync(new() { ["jsonrpc"] = "2.0", ["method"] = "notifications/initialized" }, cancellationToken);
    }

    /// <returns>The server's answer, as JSON-RPC: a result or an error.</returns>
    /// <exception cref="CommandFailure">The gateway refuses, or there is no answer.</exception>
    public async Task<JsonNode> RequestAsync(string method, JsonObject? parameters, CancellationToken cancellationToken)
    {
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = ++_lastId, ["method"] = method };
        if (parameters is not null)
        {
            message["params"] = parameters;
        }

        return await SendAsync(message, cancellationToken)
            ?? throw new CommandFailure(Call.Failure, $"the server did not answer {method}");
    }

    private async Task<JsonNode?> SendAsync(JsonObject message, CancellationToken cancellationToken)
    {
        var (text, session) = await api.PostMessageAsync(message, SessionHeader, _session, cancellationToken);
        _session ??= session;
        return AnswerIn(text, message["id"]);
    }

    /// <summary>The answer with the request's id; between events of a stream there may be notifications.</summary>
    private static JsonNode? AnswerIn(string text, JsonNode? id)
    {
        if (id is null)
        {
            return null;
        }

        var lines = text.TrimStart().StartsWith('{')
            ? [text]
            : text.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line["data:".Length..]);
        return lines.Select(JsonNodes.Parse).FirstOrDefault(answer => JsonNode.DeepEquals(JsonNodes.Member(answer, "id"), id));
    }
}
