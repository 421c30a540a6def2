using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Tests.Foundation.OAuth;

public sealed class ProtectedResourceMetadataTests
{
    [Fact]
    public void Read_FullDocument_EveryMember()
    {
        var metadata = Read("""
            {
              "resource": "https://mcp.example/a",
              "authorization_servers": ["https://one.example", 2, "https://two.example"],
              "scopes_supported": ["read", "read", "two words", "write"]
            }
            """);

        Assert.Equal("https://mcp.example/a", metadata.Resource);
        Assert.Equal(["https://one.example", "https://two.example"], metadata.AuthorizationServers);
        Assert.Equal(["read", "write"], metadata.Scopes);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"resource":["https://mcp.example"],"authorization_servers":"https://one.example","scopes_supported":{}}""")]
    [InlineData("no json")]
    public void Read_MissingOrOfAnotherType_IsNone(string document)
    {
        var metadata = Read(document);

        Assert.Null(metadata.Resource);
        Assert.Empty(metadata.AuthorizationServers);
        Assert.Empty(metadata.Scopes);
        Assert.False(metadata.IsAbout(new Uri("https://mcp.example/")));
    }

    /// <summary>A document about something else must not decide to whom tokens of this server go.</summary>
    [Theory]
    [InlineData("https://mcp.example/a/mcp", "https://mcp.example/a/mcp", true)]
    [InlineData("https://mcp.example/a/mcp/", "https://mcp.example/a/mcp", true)]
    [InlineData("https://mcp.example/a", "https://mcp.example/a/mcp", true)]
    [InlineData("https://mcp.example", "https://mcp.example/a/mcp", true)]
    [InlineData("https://MCP.example:443/a", "https://mcp.example/a/mcp", true)]
    [InlineData("https://mcp.example/a/mcp", "https://mcp.example/a", false)]
    [InlineData("https://mcp.example/b", "https://mcp.example/a/mcp", false)]
    [InlineData("https://mcp.example/a/m", "https://mcp.example/a/mcp", false)]
    [InlineData("https://mcp.example/A", "https://mcp.example/a/mcp", false)]
    [InlineData("http://mcp.example/a", "https://mcp.example/a/mcp", false)]
    [InlineData("https://mcp.example:8443/a", "https://mcp.example/a/mcp", false)]
    [InlineData("https://mcp.example.evil.test/a", "https://mcp.example/a/mcp", false)]
    [InlineData("/a", "https://mcp.example/a/mcp", false)]
    [InlineData("", "https://mcp.example/a/mcp", false)]
    public void IsAbout_Resource_SameOriginAndPathOrAbove(string stated, string resource, bool expected) =>
        Assert.Equal(expected, Read($$"""{"resource":"{{stated}}"}""").IsAbout(new Uri(resource)));

    [Theory]
    [InlineData("https://mcp.example", null, "https://mcp.example/.well-known/oauth-protected-resource")]
    [InlineData("https://mcp.example/", null, "https://mcp.example/.well-known/oauth-protected-resource")]
    [InlineData(
        "https://m.example:8443/a/mcp", null,
        "https://m.example:8443/.well-known/oauth-protected-resource/a/mcp https://m.example:8443/.well-known/oauth-protected-resource")]
    [InlineData("https://mcp.example/a", "https://mcp.example/meta", "https://mcp.example/meta")]
    public void AddressesOf_Resource_ChallengedOrWellKnown(string resource, string? challenged, string expected) => Assert.Equal(
        expected,
        string.Join(' ', ProtectedResourceMetadata.AddressesOf(new Uri(resource), challenged is null ? null : new Uri(challenged))));

    [Fact]
    public void IsAbout_AnyOtherPath_IsNot() => Prop.ForAll<NonNull<string>, NonNull<string>>(static (left, right) =>
    {
        var (stated, asked) = (Uri.EscapeDataString(left.Get), Uri.EscapeDataString(right.Get));
        var metadata = ProtectedResourceMetadata.Read(Answers.OfMembers(("resource", $"https://mcp.example/x{stated}")));
        return metadata.IsAbout(new Uri($"https://mcp.example/x{asked}"))
            == string.Equals(Path(stated), Path(asked), StringComparison.Ordinal);

        static string Path(string text) => new Uri($"https://mcp.example/x{text}").AbsolutePath.TrimEnd('/');
    }).QuickCheckThrowOnFailure();

    private static ProtectedResourceMetadata Read(string document) => ProtectedResourceMetadata.Read(Answers.Of(document));
}
