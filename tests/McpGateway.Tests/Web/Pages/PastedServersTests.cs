using FsCheck;
using FsCheck.Fluent;
using McpGateway.Web.Pages.Register;

namespace McpGateway.Tests.Web.Pages;

public sealed class PastedServersTests
{
    [Theory]
    [InlineData("https://mcp.example.com/mcp", "|https://mcp.example.com/mcp|streamable-http|")]
    [InlineData(" http://localhost:9001/sse ", "|http://localhost:9001/sse|sse|")]
    [InlineData("""{"mcpServers":{"time":{"url":"https://a.example/mcp"}}}""", "time|https://a.example/mcp|streamable-http|")]
    [InlineData("""{"mcpServers":{"time":{"type":"sse","url":"https://a.example/x"}}}""", "time|https://a.example/x|sse|")]
    [InlineData("""{"mcpServers":{"time":{"httpUrl":"https://a.example/mcp"}}}""", "time|https://a.example/mcp|streamable-http|")]
    [InlineData("""{"mcpServers":{"time":{"serverUrl":"https://a.example/mcp"}}}""", "time|https://a.example/mcp|streamable-http|")]
    [InlineData(
        """{"servers":{"time":{"type":"http","url":"https://a.example/mcp","headers":{"X-Key":"k"}}},"inputs":[]}""",
        "time|https://a.example/mcp|streamable-http|X-Key=k")]
    [InlineData(
        """{"servers":{"time":{"url":"https://a.example/mcp","headers":{"Authorization":"Bearer ${input:key}"}}}}""",
        "time|https://a.example/mcp|streamable-http|Authorization=")]
    [InlineData("""{"mcp":{"servers":{"time":{"url":"https://a.example/mcp"}}}}""", "time|https://a.example/mcp|streamable-http|")]
    [InlineData("""{"time":{"url":"https://a.example/mcp"}}""", "time|https://a.example/mcp|streamable-http|")]
    [InlineData("""{"url":"https://a.example/mcp"}""", "|https://a.example/mcp|streamable-http|")]
    [InlineData(
        """
        {
          // the one we use
          "mcpServers": { "time": { "url": "https://a.example/mcp" }, },
        }
        """,
        "time|https://a.example/mcp|streamable-http|")]
    [InlineData(
        """
        {"name":"io.example/time","description":"Tells it","remotes":[{"type":"streamable-http","url":"https://a.example/mcp",
        "headers":[{"name":"X-Key","value":"{key}"}]}]}
        """,
        "time|https://a.example/mcp|streamable-http|X-Key=")]
    [InlineData(
        """{"server_name":"Time","path":"/time","proxy_pass_url":"http://localhost:9001/mcp"}""",
        "Time|http://localhost:9001/mcp|streamable-http|")]
    [InlineData(
        "curl -X POST https://a.example/mcp \\\n  -H 'Authorization: Bearer abc' -H \"Accept: application/json\" -d '{\"x\":1}'",
        "|https://a.example/mcp|streamable-http|Authorization=Bearer abc")]
    public void Read_WhatPeopleHave_IsTheServer(string text, string expected)
    {
        var read = PastedServers.Read(text);

        Assert.True(read.IsSuccess, read.Error?.Detail);
        var server = Assert.Single(read.Value);
        Assert.Equal(expected, $"{server.Name}|{server.Url}|{server.Transport}|"
            + string.Join(',', server.Headers.Select(static header => $"{header.Name}={header.Value}")));
    }

    [Fact]
    public void Read_Several_AreAllThatHaveAnAddress() => Assert.Equal(
        ["a", "c"],
        PastedServers.Read("""{"mcpServers":{"a":{"url":"https://a.example"},"b":{"command":"npx"},"c":{"url":"https://c.example"}}}""")
            .Value!.Select(static server => server.Name));

    [Theory]
    [InlineData("", "Paste an address")]
    [InlineData("hello", "neither an address")]
    [InlineData("ftp://a.example/", "neither an address")]
    [InlineData("{\n  \"mcpServers\": {\n    \"ä\": nope\n  }\n}", "Line 3, column 11")]
    [InlineData("""{"a":1,"a":2}""", "cannot be read")]
    [InlineData("""{"openapi":"3.1.0","paths":{}}""", "OpenAPI")]
    [InlineData("""{"mcpServers":{"files":{"command":"npx","args":["-y","x"]}}}""", "files: a program that a client starts")]
    [InlineData("""{"name":"x","packages":[{"identifier":"x"}]}""", "no address (\"remotes\")")]
    [InlineData("""{"mcpServers":{}}""", "No server with an address")]
    [InlineData("[1]", "A JSON object is expected")]
    [InlineData("curl --help", "No address")]
    public void Read_WhatIsNoServer_SaysWhyAndWhatToDo(string text, string expected) =>
        Assert.Contains(expected, PastedServers.Read(text).Error?.Detail, StringComparison.Ordinal);

    /// <summary>Values may be credentials.</summary>
    [Fact]
    public void Server_AsText_HasNoValueOfAHeader() => Assert.DoesNotContain(
        "secret", Assert.Single(PastedServers.Read("""{"url":"https://a.example","headers":{"X":"secret"}}""").Value!).ToString(),
        StringComparison.Ordinal);

    [Fact]
    public void Read_AnyText_Answers() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), static text =>
        new[] { text ?? "", "{" + text, "curl " + text, $"{{\"mcpServers\":{{\"a\":{{\"url\":\"{text}\"}}}}}}" }.All(
            static pasted => PastedServers.Read(pasted) is { } read && (read.IsSuccess || read.Error.Detail.Length > 0)))
        .QuickCheckThrowOnFailure();
}
