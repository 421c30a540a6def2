using System.Text.Json;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Pages.Server;

namespace McpGateway.Tests.Web.Pages;

public sealed class ClientSnippetsTests
{
    private const string Address = "https://gateway.example:7860/time/mcp";

    [Theory]
    [InlineData("VS Code", "servers")]
    [InlineData("Cursor", "mcpServers")]
    [InlineData("Cline", "mcpServers")]
    [InlineData("Roo Code", "mcpServers")]
    [InlineData("Zed", "context_servers")]
    [InlineData("LM Studio", "mcpServers")]
    [InlineData("JetBrains", "mcpServers")]
    [InlineData("opencode", "mcp")]
    [InlineData("JSON", "mcpServers")]
    public void For_JsonClients_NamesTheServerAndItsAddress(string client, string member)
    {
        var root = JsonElement.Parse(ClientSnippets.For(client, Server("Current Time!"), Address, ClientSnippets.Placeholder));

        var entry = root.GetProperty(member).GetProperty("current-time");
        Assert.Equal(Address, entry.GetProperty("url").GetString());
        Assert.StartsWith("Bearer ", entry.GetProperty("headers").GetProperty("Authorization").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void For_OAuth_CarriesNoHeader() =>
        Assert.All(
            ClientSnippets.Clients,
            client => Assert.DoesNotContain(
                "Authorization", ClientSnippets.For(client, Server("A"), Address, token: null), StringComparison.Ordinal));

    [Theory]
    [InlineData("$(rm -rf /); `x` \"quoted\"", "rm-rf-x-quoted")]
    [InlineData("日本", "team-time")]
    public void For_ClaudeCode_NameIsSafeInACommandLine(string name, string expected) =>
        Assert.StartsWith(
            $"claude mcp add --transport http {expected} https://",
            ClientSnippets.For("Claude Code", Server(name), Address, ClientSnippets.Placeholder), StringComparison.Ordinal);

    [Theory]
    [InlineData("Gemini CLI", "httpUrl")]
    [InlineData("Windsurf", "serverUrl")]
    [InlineData("Zed", "url")]
    public void For_ClientsWithNamesOfTheirOwn_UsesThem(string client, string member)
    {
        var root = JsonElement.Parse(ClientSnippets.For(client, Server("Time"), Address, token: null));

        Assert.Equal(Address, root.EnumerateObject().Single().Value.GetProperty("time").GetProperty(member).GetString());
    }

    /// <summary>Every client that can be given a token has it where it says, and nobody else's text has one.</summary>
    [Fact]
    public void For_AMadeToken_IsInTheTextOfEveryClientThatTakesOne() => Assert.All(ClientSnippets.Clients, client =>
    {
        var text = ClientSnippets.For(client, Server("Time"), Address, token: "made-token");

        Assert.Equal(ClientSnippets.TakesToken(client), text.Contains("made-token", StringComparison.Ordinal));
        Assert.DoesNotContain(ClientSnippets.Placeholder, text, StringComparison.Ordinal);
    });

    [Fact]
    public void Where_EveryClient_SaysSomething() => Assert.All(
        ClientSnippets.Clients, static client => Assert.True(ClientSnippets.Where(client, withToken: false).Length > 10));

    [Theory]
    [InlineData("Cursor", "cursor://anysphere.cursor-deeplink/mcp/install?name=time&config=")]
    [InlineData("LM Studio", "lmstudio://add_mcp?name=time&config=")]
    public void LinkOf_ClientsThatTakeBase64_HoldsTheAddress(string client, string start)
    {
        var link = ClientSnippets.LinkOf(client, Server("Time"), Address);

        Assert.StartsWith(start, link, StringComparison.Ordinal);
        var config = Convert.FromBase64String(Uri.UnescapeDataString(link![start.Length..]));
        Assert.Equal(Address, JsonElement.Parse(config).GetProperty("url").GetString());
    }

    [Fact]
    public void LinkOf_VsCode_IsTheServerAsJson()
    {
        var link = ClientSnippets.LinkOf("VS Code", Server("Time"), Address)!;

        var entry = JsonElement.Parse(Uri.UnescapeDataString(link["vscode:mcp/install?".Length..]));
        Assert.Equal(("time", "http", Address), (
            entry.GetProperty("name").GetString(), entry.GetProperty("type").GetString(), entry.GetProperty("url").GetString()));
    }

    [Fact]
    public void LinkOf_Goose_NamesTheTransport() => Assert.Equal(
        $"goose://extension?url={Uri.EscapeDataString(Address)}&type=streamable_http&id=time&name=time",
        ClientSnippets.LinkOf("Goose", Server("Time"), Address));

    [Fact]
    public void LinkOf_ClientsWithoutOne_IsNone() => Assert.Null(ClientSnippets.LinkOf("Codex", Server("Time"), Address));

    private static ServerRecord Server(string name) => new()
    {
        ServerName = name,
        Description = "",
        Path = "/team/time",
        RegisteredBy = "admin",
        RegisteredAt = default,
        UpdatedAt = default,
    };
}
