using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Web.Pages.Server;

/// <summary>Configuration of MCP clients, ready to paste, and links that configure them. Pure.</summary>
internal static class ClientSnippets
{
    public const string ClaudeCode = "Claude Code";
    public const string VsCode = "VS Code";
    public const string Cursor = "Cursor";
    public const string Codex = "Codex";
    public const string ClaudeDesktop = "Claude Desktop";
    public const string ChatGpt = "ChatGPT";
    public const string GeminiCli = "Gemini CLI";
    public const string Windsurf = "Windsurf";
    public const string Zed = "Zed";
    public const string JetBrains = "JetBrains";
    public const string Cline = "Cline";
    public const string RooCode = "Roo Code";
    public const string OpenCode = "opencode";
    public const string Goose = "Goose";
    public const string LmStudio = "LM Studio";
    public const string Json = "JSON";

    /// <summary>What stands in the place of a token that was not made yet.</summary>
    public const string Placeholder = "YOUR_TOKEN";

    public static readonly IReadOnlyList<string> Clients =
    [
        ClaudeCode, VsCode, Cursor, Codex, ClaudeDesktop, ChatGpt, GeminiCli, Windsurf, Zed, JetBrains, Cline, RooCode, OpenCode, Goose,
        LmStudio, Json,
    ];

    private const string Variable = "MCP_GATEWAY_TOKEN";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Whether the client can be given a token; one that cannot signs in with OAuth.</summary>
    public static bool TakesToken(string client) => client != ChatGpt;

    /// <summary>Where the text belongs.</summary>
    public static string Where(string client, bool withToken) => client switch
    {
        ClaudeCode => "Run this in a terminal" + (withToken ? "." : ", then /mcp inside Claude Code to sign in."),
        VsCode => "Save as .vscode/mcp.json of a workspace, or add it to the user's mcp.json (“MCP: Open User Configuration”).",
        Cursor => "Add to ~/.cursor/mcp.json, or to .cursor/mcp.json of a project.",
        Codex => withToken ? "Run the first line in a terminal, and add the rest to ~/.codex/config.toml." : "Run this in a terminal.",
        ClaudeDesktop => withToken
            ? "Add to claude_desktop_config.json (Settings → Developer → Edit Config). Needs Node.js, for mcp-remote."
            : "Settings → Connectors → Add custom connector, and this address. Claude's servers call it: they must be able to reach it.",
        ChatGpt => "Settings → Connectors → Create (developer mode), and this address. OpenAI's servers call it: "
            + "they must be able to reach it.",
        GeminiCli => "Add to ~/.gemini/settings.json, or to .gemini/settings.json of a project.",
        Windsurf => "Add to ~/.codeium/windsurf/mcp_config.json.",
        Zed => "Add to settings.json (“zed: open settings”).",
        JetBrains => "Settings → Tools → AI Assistant → Model Context Protocol → Add, as JSON.",
        Cline or RooCode => "Add to the MCP settings of the extension (“Configure MCP servers”).",
        OpenCode => "Add to opencode.json" + (withToken ? "." : ", then run “opencode mcp auth” with the name."),
        Goose => "Add to ~/.config/goose/config.yaml.",
        LmStudio => "Add to mcp.json (Program → Install → Edit mcp.json).",
        _ => "The common form that most clients read.",
    };

    /// <param name="token">The token to put in, or <see cref="Placeholder"/>; null for a client that signs in with OAuth.</param>
    public static string For(string client, ServerRecord server, string address, string? token)
    {
        var (name, isSse) = (NameOf(server), PublicServerAddress.TransportOf(server) == ServerTransport.Sse);
        var bearer = token is null || !TakesToken(client) ? null : $"Bearer {token}";
        return client switch
        {
            ClaudeCode => $"claude mcp add --transport {(isSse ? "sse" : "http")} {name} {address}"
                + (bearer is null ? "" : $" --header \"Authorization: {bearer}\""),
            VsCode => VsCodeOf(name, address, isSse, token),
            Cursor or JetBrains or LmStudio => Wrap("mcpServers", name, With(new() { ["url"] = address }, bearer)),
            Codex => CodexOf(name, address, token),
            ClaudeDesktop => bearer is null ? address : ClaudeDesktopOf(name, address, bearer),
            ChatGpt => address,
            GeminiCli => Wrap("mcpServers", name, With(new() { [isSse ? "url" : "httpUrl"] = address }, bearer)),
            Windsurf => Wrap("mcpServers", name, With(new() { ["serverUrl"] = address }, bearer)),
            Zed => Wrap("context_servers", name, With(new() { ["url"] = address }, bearer)),
            Cline => Wrap("mcpServers", name, With(
                new() { ["type"] = isSse ? "sse" : "streamableHttp", ["url"] = address, ["disabled"] = false }, bearer)),
            RooCode => Wrap("mcpServers", name, With(
                new()
                {
                    ["type"] = isSse ? ServerTransport.Sse : ServerTransport.StreamableHttp,
                    ["url"] = address,
                    ["disabled"] = false,
                },
                bearer)),
            OpenCode => Wrap("mcp", name, With(new() { ["type"] = "remote", ["url"] = address, ["enabled"] = true }, bearer)),
            Goose => GooseOf(name, address, isSse, bearer),
            _ => Wrap("mcpServers", name, With(new() { ["type"] = isSse ? "sse" : "http", ["url"] = address }, bearer)),
        };
    }

    /// <summary>
    /// A link that has the client add the server by itself. It never carries a token: addresses are kept in histories and logs. Null where
    /// a client has no such link.
    /// </summary>
    public static string? LinkOf(string client, ServerRecord server, string address)
    {
        var (name, isSse) = (NameOf(server), PublicServerAddress.TransportOf(server) == ServerTransport.Sse);
        var bare = new JsonObject { ["url"] = address };
        return client switch
        {
            VsCode => "vscode:mcp/install?" + Uri.EscapeDataString(
                new JsonObject { ["name"] = name, ["type"] = isSse ? "sse" : "http", ["url"] = address }.ToJsonString()),
            Cursor => $"cursor://anysphere.cursor-deeplink/mcp/install?name={Uri.EscapeDataString(name)}&config={Encoded(bare)}",
            LmStudio => $"lmstudio://add_mcp?name={Uri.EscapeDataString(name)}&config={Encoded(bare)}",
            Goose => $"goose://extension?url={Uri.EscapeDataString(address)}&type={(isSse ? "sse" : "streamable_http")}"
                + $"&id={Uri.EscapeDataString(name)}&name={Uri.EscapeDataString(name)}",
            _ => null,
        };
    }

    /// <summary>Letters, digits and hyphens: the name also stands in a command line.</summary>
    internal static string NameOf(ServerRecord server)
    {
        var letters = server.ServerName.ToLowerInvariant().Select(static letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-');
        var name = string.Join('-', string.Concat(letters).Split('-', StringSplitOptions.RemoveEmptyEntries));
        return name.Length > 0 ? name : string.Join('-', server.TechnicalName.Split('/', '.', '_', '~'));
    }

    private static string Encoded(JsonObject config) =>
        Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(config.ToJsonString())));

    private static string VsCodeOf(string name, string address, bool isSse, string? token)
    {
        var entry = new JsonObject { ["type"] = isSse ? "sse" : "http", ["url"] = address };
        var root = new JsonObject { ["servers"] = new JsonObject { [name] = entry } };
        if (token is Placeholder)
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
        else if (token is not null)
        {
            entry["headers"] = new JsonObject { ["Authorization"] = $"Bearer {token}" };
        }

        return root.ToJsonString(Indented);
    }

    /// <summary>Codex reads a token from the environment only.</summary>
    private static string CodexOf(string name, string address, string? token) => token is null
        ? $"codex mcp add {name} --url {address}\ncodex mcp login {name}"
        : $"export {Variable}={token}\n\n[mcp_servers.{name}]\nurl = \"{address}\"\nbearer_token_env_var = \"{Variable}\"";

    /// <summary>The header's value stands in a variable: some systems take the arguments apart at spaces.</summary>
    private static string ClaudeDesktopOf(string name, string address, string bearer) => Wrap("mcpServers", name, new()
    {
        ["command"] = "npx",
        ["args"] = new JsonArray("-y", "mcp-remote", address, "--header", "Authorization:${AUTHORIZATION}"),
        ["env"] = new JsonObject { ["AUTHORIZATION"] = bearer },
    });

    private static string GooseOf(string name, string address, bool isSse, string? bearer) =>
        $"extensions:\n  {name}:\n    enabled: true\n    type: {(isSse ? "sse" : "streamable_http")}\n    name: {name}\n"
            + $"    uri: {address}\n"
            + $"    timeout: 300{(bearer is null ? "" : $"\n    headers:\n      Authorization: {bearer}")}";

    private static JsonObject With(JsonObject entry, string? bearer)
    {
        if (bearer is not null)
        {
            entry["headers"] = new JsonObject { ["Authorization"] = bearer };
        }

        return entry;
    }

    private static string Wrap(string member, string name, JsonObject entry) =>
        new JsonObject { [member] = new JsonObject { [name] = entry } }.ToJsonString(Indented);
}
