using System.Text;
using System.Text.Json.Nodes;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Health.Probing;

/// <summary>The JSON-RPC messages of a check.</summary>
internal static class ProbeMessages
{
    public const string ClientName = "mcp-gateway-registry";
    public const string ClientVersion = "1.0.0";

    public static byte[] Request(int id, string method, JsonObject parameters) => Encoding.UTF8.GetBytes(
        new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters }.ToJsonString());

    public static byte[] Initialized() => Encoding.UTF8.GetBytes(
        new JsonObject { ["jsonrpc"] = "2.0", ["method"] = McpMethods.Initialized }.ToJsonString());

    public static JsonObject Handshake(string revision) => new()
    {
        ["protocolVersion"] = revision,
        ["capabilities"] = new JsonObject(),
        ["clientInfo"] = ClientInfo(),
    };

    /// <summary>SEP-2575: a request of 2026-07-28 and later says itself who sends it and how.</summary>
    public static JsonObject WithEnvelope(JsonObject parameters, string revision)
    {
        parameters["_meta"] = new JsonObject
        {
            [McpMeta.ProtocolVersion] = revision,
            [McpMeta.ClientInfo] = ClientInfo(),
            [McpMeta.ClientCapabilities] = new JsonObject(),
        };
        return parameters;
    }

    private static JsonObject ClientInfo() => new() { ["name"] = ClientName, ["version"] = ClientVersion };
}
