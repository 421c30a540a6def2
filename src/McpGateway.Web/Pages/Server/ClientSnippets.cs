using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Web.Pages.Server;

/// <summary>Configuration of MCP clients, ready to paste. Pure.</summary>
internal static class ClientSnippets
{
    public const string ClaudeCode = "Claude Code";
    public const string VsCode = "VS Code";
    public const string Cursor = "Cursor";
    public const string Cline = "Cline / Roo Code";
    public const string Json = "JSON";

    public static readonly IReadOnlyList<string> Clients = [ClaudeCode, VsCode, Cursor, Cline, Json];

    private const string Bearer = "Bearer YOUR_TOKEN";
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Where(string client) => client switch
    {
        ClaudeCode => "Run this in a terminal.",
        VsCode => "Save as .vscode/mcp.json of a workspace, or add it to the user's mcp.json (“MCP: Open User Configuration”).",
        Cursor => "Add to ~/.cursor/mcp.json, or to .cursor/mcp.json of a project.",
        Cline => "Add to the MCP settings of the extension (“Configure MCP servers”).",
        _ => "The common form that most clients read.",
    };

    public static string For(string client, ServerRecord server, string address, bool withToken)
    {
        var (name, isSse) = (NameOf(server), PublicServerAddress.TransportOf(server) == ServerTransport.Sse);
        return client switch
        {
            ClaudeCode => $"claude mcp add --transport {(isSse ? "sse" : "http")} {name} {address}"
                + (withToken ? $" --header \"Authorization: {Bearer}\"" : ""),
            VsCode => VsCodeOf(name, address, isSse, withToken),
            Cursor => Wrap("mcpServers", name, With(new() { ["url"] = address }, withToken)),
            Cline => Wrap("mcpServers", name, With(
                new() { ["type"] = isSse ? "sse" : "streamableHttp", ["url"] = address, ["disabled"] = false }, withToken)),
            _ => Wrap("mcpServers", name, With(new() { ["type"] = isSse ? "sse" : "http", ["url"] = address }, withToken)),
        };
    }

    /// <summary>Letters, digits and hyphens: the name also stands in a command line.</summary>
    internal static string NameOf(ServerRecord server)
    {
        var letters = server.ServerName.ToLowerInvariant().Select(static letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-');
        var name = string.Join('-', string.Concat(letters).Split('-', StringSplitOptions.RemoveEmptyEntries));
        return name.Length > 0 ? name : string.Join('-', server.TechnicalName.Split('/', '.', '_', '~'));
    }

    private static string VsCodeOf(string name, string address, bool isSse, bool withToken)
    {
        var entry = new JsonObject { ["type"] = isSse ? "sse" : "http", ["url"] = address };
        var root = new JsonObject { ["servers"] = new JsonObject { [name] = entry } };
        if (withToken)
        {
            entry["headers"] = new JsonObject { ["Authorization"] = "Bearer ${input:gateway-token}" };
            root["inputs"] = new JsonArray(new JsonObject
            {
                ["type"] = "promptString",
                ["id"] = "gateway-token",
                ["description"] = "MCP Gateway token",
                ["password"] = true,
            });
        }

        return root.ToJsonString(Indented);
    }

    private static JsonObject With(JsonObject entry, bool withToken)
    {
        if (withToken)
        {
            entry["headers"] = new JsonObject { ["Authorization"] = Bearer };
        }

        return entry;
    }

    private static string Wrap(string member, string name, JsonObject entry) =>
        new JsonObject { [member] = new JsonObject { [name] = entry } }.ToJsonString(Indented);
}
