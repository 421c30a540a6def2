using System.Text.Json.Nodes;

namespace McpGateway.Cli.Connect;

/// <summary>The clients that are known, by the documentation of their makers.</summary>
internal static class ClientFormats
{
    private const string SignsIn = "It signs in by itself when it first uses the server.";

    public static IReadOnlyList<ClientFormat> All { get; } =
    [
        new(
            "claude-code", "Claude Code", "mcpServers", static places => places.At(".claude.json"), ".mcp.json",
            static (url, token) => WithHeaders(new() { ["type"] = "http", ["url"] = url }, "headers", token),
            "In Claude Code: /mcp, choose the server, Authenticate."),
        new(
            "vscode", "Visual Studio Code", "servers", static places => places.AtData("Code", "User", "mcp.json"),
            Path.Combine(".vscode", "mcp.json"),
            static (url, token) => WithHeaders(new() { ["type"] = "http", ["url"] = url }, "headers", token),
            "In VS Code: MCP: List Servers, choose it, Start Server."),
        new(
            "cursor", "Cursor", "mcpServers", static places => places.At(".cursor", "mcp.json"), Path.Combine(".cursor", "mcp.json"),
            static (url, token) => WithHeaders(new() { ["url"] = url }, "headers", token),
            "In Cursor: Settings, MCP, switch the server on."),
        new(
            "codex", "Codex", "mcp_servers",
            static places => places.Variable("CODEX_HOME") is { } home
                ? Path.Combine(home, "config.toml")
                : places.At(".codex", "config.toml"),
            Path.Combine(".codex", "config.toml"),
            static (url, token) => WithHeaders(new() { ["url"] = url }, "http_headers", token),
            "Then: codex mcp login NAME."),
        new(
            "gemini", "Gemini CLI", "mcpServers", static places => places.At(".gemini", "settings.json"),
            Path.Combine(".gemini", "settings.json"),
            static (url, token) => WithHeaders(new() { ["httpUrl"] = url }, "headers", token),
            "In Gemini CLI: /mcp auth NAME."),
        new(
            "windsurf", "Windsurf", "mcpServers", static places => places.At(".codeium", "windsurf", "mcp_config.json"), null,
            static (url, token) => WithHeaders(new() { ["serverUrl"] = url }, "headers", token),
            "In Windsurf: Cascade, MCP servers, Refresh."),
        new(
            "zed", "Zed", "context_servers",
            static places => OperatingSystem.IsWindows()
                ? places.AtData("Zed", "settings.json")
                : places.At(".config", "zed", "settings.json"),
            Path.Combine(".zed", "settings.json"),
            static (url, token) => WithHeaders(new() { ["url"] = url }, "headers", token),
            SignsIn),
        new(
            "cline", "Cline", "mcpServers",
            static places => places.AtData(
                "Code", "User", "globalStorage", "saoudrizwan.claude-dev", "settings", "cline_mcp_settings.json"),
            null,
            static (url, token) => WithHeaders(new() { ["type"] = "streamableHttp", ["url"] = url }, "headers", token),
            "In Cline: MCP Servers shows it at once."),
        new(
            "roo", "Roo Code", "mcpServers",
            static places => places.AtData(
                "Code", "User", "globalStorage", "rooveterinaryinc.roo-cline", "settings", "mcp_settings.json"),
            Path.Combine(".roo", "mcp.json"),
            static (url, token) => WithHeaders(new() { ["type"] = "streamable-http", ["url"] = url }, "headers", token),
            "In Roo Code: MCP Servers shows it at once."),
        new(
            "claude-desktop", "Claude Desktop", "mcpServers",
            static places => places.AtData("Claude", "claude_desktop_config.json"), null,
            static (url, token) => Bridge(url, token),
            "Start Claude Desktop again. It reaches the server through mcp-remote, which needs Node.js."),
    ];

    public static ClientFormat Of(string name) => All.Single(format => format.Name == name);

    private static JsonObject WithHeaders(JsonObject entry, string member, string? token)
    {
        if (token is not null)
        {
            entry[member] = new JsonObject { ["Authorization"] = "Bearer " + token };
        }

        return entry;
    }

    /// <summary>For a client whose file takes only programs: one that passes messages on.</summary>
    private static JsonObject Bridge(string url, string? token)
    {
        var arguments = new JsonArray("-y", "mcp-remote", url);
        if (url.StartsWith("http://", StringComparison.Ordinal))
        {
            arguments.Add((JsonNode)"--allow-http");
        }

        var entry = new JsonObject { ["command"] = "npx", ["args"] = arguments };
        if (token is not null)
        {
            // In the environment: arguments can be read by every user of the machine.
            arguments.Add((JsonNode)"--header");
            arguments.Add((JsonNode)"Authorization:${AUTHORIZATION}");
            entry["env"] = new JsonObject { ["AUTHORIZATION"] = "Bearer " + token };
        }

        return entry;
    }
}
