using System.Text.Json;
using McpGateway.Core.Federation.Sources;

namespace McpGateway.Tests.Federation;

public sealed class ServerJsonReaderTests
{
    [Theory]
    [InlineData("""[{"type":"sse","url":"https://x.example/sse"}]""", "[]", "https://x.example/sse", "sse")]
    [InlineData("""[{"url":"https://{host}/mcp"},{"url":"https://y.example/"}]""", "[]", "https://y.example/", "streamable-http")]
    [InlineData("[]", """[{"transport":{"type":"streamable-http","url":"https://p.example/mcp"}}]""",
        "https://p.example/mcp", "streamable-http")]
    [InlineData("[]", """[{"transport":{"type":"streamable-http","url":"http://localhost:8080/mcp"}}]""", null, "stdio")]
    [InlineData("17", """[{"registryType":"npm","identifier":"@x/y","transport":{"type":"stdio"}}]""", null, "stdio")]
    [InlineData("""[{"url":"file:///etc/passwd"}]""", """[{"identifier":"@x/y"}]""", null, "stdio")]
    public void Read_Addresses_TheFirstThatCanBeCalled(string remotes, string packages, string? url, string transport)
    {
        var item = ServerJsonReader.ReadEntry(JsonElement.Parse(
            $$"""{"name":"a/b","description":"d","version":"1","remotes":{{remotes}},"packages":{{packages}}}"""))!;

        Assert.Null(item.Problem);
        Assert.Equal((url, transport), (item.Server!.ProxyPassUrl, item.Server.SupportedTransports.Single()));
        Assert.Equal(("a/b", "/a-b"), (item.OriginalId, item.Server.Path));
    }

    /// <summary>What the official registry would not have taken is not taken from anywhere, and told by its name.</summary>
    [Theory]
    [InlineData("time", "1", "d", """[{"url":"https://x.example/"}]""", "[]", "name")]
    [InlineData("a b/c", "1", "d", """[{"url":"https://x.example/"}]""", "[]", "name")]
    [InlineData("a/b/c", "1", "d", """[{"url":"https://x.example/"}]""", "[]", "name")]
    [InlineData("a/b", "latest", "d", """[{"url":"https://x.example/"}]""", "[]", "latest")]
    [InlineData("a/b", "1", "", """[{"url":"https://x.example/"}]""", "[]", "description")]
    [InlineData("a/b", "1", "d", """[{"url":"file:///etc/passwd"}]""", "[]", "neither")]
    [InlineData("a/b", "1", "d", "17", "\"none\"", "neither")]
    [InlineData("a/b", "1", "d", "[]", """[{"transport":{"type":"stdio"}},{"identifier":"file:///x"}]""", "neither")]
    public void Read_WhatIsNotOfTheOfficialForm_IsUnusableAndSaysWhy(
        string name, string version, string description, string remotes, string packages, string told)
    {
        var item = ServerJsonReader.ReadEntry(JsonElement.Parse(
            $$"""
            {"name":"{{name}}","description":"{{description}}","version":"{{version}}","remotes":{{remotes}},"packages":{{packages}}}
            """))!;

        Assert.Equal(name, item.OriginalId);
        Assert.Contains(told, item.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("17")]
    [InlineData("{}")]
    [InlineData("""{"server":{"name":""}}""")]
    [InlineData("""{"server":{"name":17}}""")]
    [InlineData("""{"server":{"name":"a\nb"}}""")]
    [InlineData("""{"name":"a\ud800"}""")]
    [InlineData("""{"name":"a/b","name":"a/c"}""")]
    public void Read_WithoutAProperName_IsUnusable(string json) =>
        Assert.NotNull(ServerJsonReader.ReadEntry(JsonElement.Parse(json))!.Problem);

    [Fact]
    public void Read_OlderVersion_IsLeftOut() => Assert.Null(ServerJsonReader.ReadEntry(JsonElement.Parse(
        """{"server":{"name":"a/b"},"_meta":{"io.modelcontextprotocol.registry/official":{"isLatest":false}}}""")));

    [Fact]
    public void Read_FederatedThere_IsWithheld() => Assert.True(ServerJsonReader.ReadEntry(JsonElement.Parse(
        """{"server":{"name":"a/b","_meta":{"io.mcpgateway/internal":{"federated_from":"x"}}}}"""))!.IsWithheld);
}
