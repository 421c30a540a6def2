using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Invocation;

/// <summary>The JSON-RPC messages of a client that calls one tool.</summary>
internal static class RpcMessages
{
    public const string Stateless = McpRevisions.FirstSelfDescribing;
    public const string Stateful = McpRevisions.LastWithHandshake;
    public const string ProgressToken = "progress";

    /// <summary>Revisions are dates, so their order is the order of their texts.</summary>
    public static bool IsStateless(string revision) => string.CompareOrdinal(revision, Stateless) >= 0;

    public static JsonObject Call(int id, ToolCall call, bool isStateless)
    {
        var meta = isStateless ? Envelope() : [];
        if (call.Progress is not null)
        {
            meta["progressToken"] = ProgressToken;
        }

        var parameters = new JsonObject
        {
            ["name"] = call.Tool,
            ["arguments"] = call.Arguments is { ValueKind: JsonValueKind.Object } given ? JsonObject.Create(given) : new JsonObject(),
        };
        if (meta.Count > 0)
        {
            parameters["_meta"] = meta;
        }

        return Request(id, McpMethods.ToolsCall, parameters);
    }

    public static JsonObject Discover(int id) => Request(id, McpMethods.Discover, new() { ["_meta"] = Envelope() });

    public static JsonObject Initialize(int id) => Request(
        id,
        McpMethods.Initialize,
        new() { ["protocolVersion"] = Stateful, ["capabilities"] = new JsonObject(), ["clientInfo"] = ClientInfo() });

    public static JsonObject Initialized() => new() { ["jsonrpc"] = "2.0", ["method"] = McpMethods.Initialized };

    public static JsonObject Cancelled(int id) => new()
    {
        ["jsonrpc"] = "2.0",
        ["method"] = McpMethods.Cancelled,
        ["params"] = new JsonObject { ["requestId"] = id, ["reason"] = "The caller hung up." },
    };

    /// <summary>The answer to whatever a server asks of us: no such capability was declared.</summary>
    public static JsonObject NotSupported(JsonElement id, string method) => new()
    {
        ["jsonrpc"] = "2.0",
        ["id"] = JsonValue.Create(id),
        ["error"] = new JsonObject { ["code"] = JsonRpcCodes.MethodNotFound, ["message"] = $"'{method}' is not supported here." },
    };

    private static JsonObject Request(int id, string method, JsonObject parameters) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters };

    /// <summary>SEP-2575: a request of this revision says itself who sends it and how.</summary>
    private static JsonObject Envelope() => new()
    {
        [McpMeta.ProtocolVersion] = Stateless,
        [McpMeta.ClientInfo] = ClientInfo(),
        [McpMeta.ClientCapabilities] = new JsonObject(),
    };

    private static JsonObject ClientInfo() => new() { ["name"] = "mcp-gateway", ["version"] = "1.0.0" };
}
