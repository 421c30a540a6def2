using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Management;

namespace McpGateway.Tests.Cli.Compat;

public sealed class AgentFileTests
{
    [Theory]
    [InlineData("bearer", "http", "bearer")]
    [InlineData("http-bearer", "http", "bearer")]
    [InlineData("api_key", "apiKey", null)]
    [InlineData("API-Key", "apiKey", null)]
    [InlineData("oauth", "oauth2", null)]
    [InlineData("openid_connect", "openIdConnect", null)]
    [InlineData("http", "http", null)]
    [InlineData("mutualTLS", "mutualTLS", null)]
    public void Normalize_KindOfScheme_IsCalledWhatA2ACallsIt(string given, string type, string? scheme)
    {
        var file = new JsonObject { ["security_schemes"] = new JsonObject { ["s"] = new JsonObject { ["type"] = given } } };

        var normal = AgentFile.Normalize(file)["security_schemes"]!["s"]!;

        Assert.Equal((type, scheme), ((string?)normal["type"], (string?)normal["scheme"]));
    }

    [Fact]
    public void Normalize_Nulls_AreLeftOut() =>
        Assert.Equal("""{"name":"a"}""", AgentFile.Normalize(new() { ["name"] = "a", ["icon_url"] = null }).ToJsonString());
}
