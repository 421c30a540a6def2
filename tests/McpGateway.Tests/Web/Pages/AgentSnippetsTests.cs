using System.Text.Json;
using McpGateway.Core.Agents.Cards;
using McpGateway.Web.Pages.Agent;

namespace McpGateway.Tests.Web.Pages;

public sealed class AgentSnippetsTests
{
    private const string Address = "https://gateway.example/team/travel";

    [Theory]
    [InlineData("JSONRPC", "1.0", true, "team/travel \\", "SendStreamingMessage")]
    [InlineData("JSONRPC", "0.3", false, "team/travel \\", "message/send")]
    [InlineData("HTTP+JSON", "1.0", true, "team/travel/message:stream \\", "ROLE_USER")]
    [InlineData("HTTP+JSON", "0.3", false, "team/travel/v1/message:send \\", "ROLE_USER")]
    public void Curl_OfABinding_SendsAJsonMessageThere(string binding, string version, bool streams, string target, string part)
    {
        var text = AgentSnippets.For(AgentSnippets.Curl, Address, Card(binding, version, streams));

        Assert.Contains(target, text, StringComparison.Ordinal);
        Assert.Equal(streams, text.Contains("curl -N", StringComparison.Ordinal));
        var body = text[(text.IndexOf("-d '", StringComparison.Ordinal) + 4)..^1];
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(body).ValueKind);
        Assert.Contains(part, body, StringComparison.Ordinal);
        Assert.Contains($"A2A-Version: {version}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Snippets_All_NameTheGatewayAndATokenToFillIn() => Assert.All(AgentSnippets.Clients, static client =>
    {
        var text = AgentSnippets.For(client, Address, Card("JSONRPC", "1.0", streams: true));
        Assert.Contains(Address, text, StringComparison.Ordinal);
        Assert.Contains("YOUR_TOKEN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("agent.example", text, StringComparison.Ordinal);
        Assert.NotEmpty(AgentSnippets.Where(client));
    });

    private static AgentCard Card(string binding, string version, bool streams) => CardReader.Read(JsonElement.Parse(
        $$"""
        {"name":"Travel","description":"d","version":"1","capabilities":{"streaming":{{(streams ? "true" : "false")}}},"skills":[],
         "defaultInputModes":["text/plain"],"defaultOutputModes":["text/plain"],
         "supportedInterfaces":[{"url":"https://agent.example","protocolBinding":"{{binding}}","protocolVersion":"{{version}}"}]}
        """)).Card!;
}
