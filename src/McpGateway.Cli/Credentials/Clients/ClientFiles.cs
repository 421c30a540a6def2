using System.Text.Json.Nodes;
using McpGateway.Cli.Credentials.Files;

namespace McpGateway.Cli.Credentials.Clients;

/// <summary>
/// The configuration of MCP clients with the tokens of now: <c>vscode_mcp.json</c> for VS Code, <c>mcp.json</c> for Roo Code, Claude
/// Code and others.
/// </summary>
internal sealed class ClientFiles(TokenDirectory directory, Uri gateway)
{
    public const string VsCode = "vscode_mcp.json";
    public const string Common = "mcp.json";

    /// <summary>Writes both files, each when it is not as it should be already.</summary>
    /// <exception cref="IOException">One cannot be written; it stays as it was.</exception>
    public void Write(IReadOnlyList<CatalogServer> servers, IngressHeaders ingress)
    {
        var egress = new EgressHeaders(directory);
        var (code, common) = (new JsonObject(), new JsonObject());
        foreach (var server in servers)
        {
            code[server.Key] = new JsonObject { ["url"] = Address(server), ["headers"] = Headers(server, ingress, egress) };
            common[server.Key] = new JsonObject
            {
                ["type"] = server.Transport,
                ["url"] = Address(server),
                ["headers"] = Headers(server, ingress, egress),
                ["disabled"] = false,
                ["alwaysAllow"] = new JsonArray(),
            };
        }

        Replace(VsCode, new() { ["mcp"] = new JsonObject { ["servers"] = code } });
        Replace(Common, new() { ["mcpServers"] = common });
    }

    private void Replace(string name, JsonObject content)
    {
        if (!JsonNode.DeepEquals(directory.Read(name), content))
        {
            directory.Write(name, content);
        }
    }

    private string Address(CatalogServer server) =>
        $"{gateway.AbsoluteUri.TrimEnd('/')}/{server.Path}/{(server.Transport == "sse" ? "sse" : "mcp")}";

    private static JsonObject Headers(CatalogServer server, IngressHeaders ingress, EgressHeaders egress) =>
        new([.. ingress.Headers.Concat(egress.Of(server)).Select(one =>
            KeyValuePair.Create(one.Key, (JsonNode?)JsonValue.Create(one.Value)))]);
}
