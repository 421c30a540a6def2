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
    [InlineData("Cline / Roo Code", "mcpServers")]
    [InlineData("JSON", "mcpServers")]
    public void For_JsonClients_NamesTheServerAndItsAddress(string client, string member)
    {
        var root = JsonElement.Parse(ClientSnippets.For(client, Server("Current Time!"), Address, withToken: true));

        var entry = root.GetProperty(member).GetProperty("current-time");
        Assert.Equal(Address, entry.GetProperty("url").GetString());
        Assert.StartsWith("Bearer ", entry.GetProperty("headers").GetProperty("Authorization").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void For_OAuth_CarriesNoHeader() =>
        Assert.All(
            ClientSnippets.Clients,
            client => Assert.DoesNotContain(
                "Authorization", ClientSnippets.For(client, Server("A"), Address, withToken: false), StringComparison.Ordinal));

    [Theory]
    [InlineData("$(rm -rf /); `x` \"quoted\"", "rm-rf-x-quoted")]
    [InlineData("日本", "team-time")]
    public void For_ClaudeCode_NameIsSafeInACommandLine(string name, string expected) =>
        Assert.StartsWith(
            $"claude mcp add --transport http {expected} https://",
            ClientSnippets.For("Claude Code", Server(name), Address, withToken: true), StringComparison.Ordinal);

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
