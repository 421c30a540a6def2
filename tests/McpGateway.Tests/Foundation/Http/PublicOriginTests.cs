using McpGateway.Foundation.Http;
using McpGateway.Foundation.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace McpGateway.Tests.Foundation.Http;

public sealed class PublicOriginTests
{
    [Theory]
    [InlineData("https", "MCP.Example.com", "", "https://mcp.example.com")]
    [InlineData("http", "localhost:7860", "/gw", "http://localhost:7860/gw")]
    [InlineData("https", "[::1]:8443", "", "https://[::1]:8443")]
    public void Of_Request_WithoutASetting_IsWhatTheRequestNames(string scheme, string host, string pathBase, string expected) =>
        Assert.Equal(expected, Origin(null).Of(Request(scheme, host, pathBase)));

    [Theory]
    [InlineData("https://gw.example/", "https://gw.example", "")]
    [InlineData("https://gw.example/mcp-gateway/", "https://gw.example/mcp-gateway", "/mcp-gateway")]
    [InlineData("https://gw.example/a/b", "https://gw.example/a/b", "/a/b")]
    public void Of_Configured_IsTheSettingWhateverIsAsked(string setting, string expected, string path)
    {
        var origin = Origin(setting);

        Assert.Equal(expected, origin.Of(Request("http", "evil.example", "")));
        Assert.Equal(expected, origin.Of(new Uri("http://evil.example/")));
        Assert.Equal(path, origin.Path.Value ?? "");
        Assert.Equal("public, max-age=60", origin.CacheControl("public, max-age=60"));
    }

    [Theory]
    [InlineData("https://gw.example", "https", "gw.example", true)]
    [InlineData("https://gw.example", "https", "GW.example", true)]
    [InlineData("https://gw.example", "http", "gw.example", false)]
    [InlineData("https://gw.example", "https", "gw.example:8443", false)]
    [InlineData("https://gw.example", "https", "gw.example.evil", false)]
    [InlineData("https://gw.example", "https", "w.example", false)]
    [InlineData("httpsx://gw.example", "https", "gw.example", false)]
    [InlineData("", "https", "gw.example", false)]
    public void Is_WithoutASetting_ComparesWithTheRequest(string asked, string scheme, string host, bool expected) =>
        Assert.Equal(expected, Origin(null).Is(asked, Request(scheme, host, "")));

    [Fact]
    public void Is_Configured_ComparesWithTheSettingAlone()
    {
        var origin = Origin("https://gw.example");

        Assert.True(origin.Is("https://gw.example", Request("http", "127.0.0.1:7860", "")));
        Assert.False(origin.Is("http://127.0.0.1:7860", Request("http", "127.0.0.1:7860", "")));
    }

    [Fact]
    public void CacheControl_WithoutASetting_IsForNobodyElse() => Assert.Equal("no-store", Origin(null).CacheControl("public"));

    [Theory]
    [InlineData(new[] { "PUBLIC_URL=https://a/", "REGISTRY_URL=https://b" }, "https://a")]
    [InlineData(new[] { "PUBLIC_URL=", "REGISTRY_URL=https://b" }, "https://b")]
    [InlineData(new[] { "Auth:PublicUrl=https://c" }, "https://c")]
    [InlineData(new[] { "Egress:PublicUrl=https://d/" }, "https://d")]
    [InlineData(new[] { "OTHER=https://e" }, null)]
    public void Read_Settings_TheFirstThatIsSetCounts(string[] settings, string? expected) =>
        Assert.Equal(expected, PublicUrlSetting.Read(Configuration(settings)));

    [Theory]
    [InlineData(new[] { "PUBLIC_URL=https://a", "Egress:PublicUrl=https://a/" }, false)]
    [InlineData(new[] { "PUBLIC_URL=https://a", "Egress:PublicUrl=https://b" }, true)]
    [InlineData(new[] { "Egress:PublicUrl=https://b" }, false)]
    [InlineData(new[] { "PUBLIC_URL=https://a" }, false)]
    public void Contradicts_FormerKey_OnlyWhenItNamesAnother(string[] settings, bool expected) =>
        Assert.Equal(expected, PublicUrlSetting.Contradicts(Configuration(settings)));

    private static Func<string, string?> Configuration(string[] settings)
    {
        var values = settings.Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], string? (pair) => pair[1]);
        var read = new GatewaySettings(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        return key => read[key];
    }

    private static PublicOrigin Origin(string? setting) =>
        new(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("PUBLIC_URL", setting)]).Build());

    private static HttpRequest Request(string scheme, string host, string pathBase)
    {
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host, request.PathBase) = (scheme, new HostString(host), new PathString(pathBase));
        return request;
    }
}
