using System.Text;
using System.Text.Json;
using McpGateway.Proxy.A2a;

namespace McpGateway.Tests.Proxy.A2a;

/// <summary>The card that the gateway shows leads callers to the gateway, whatever form the agent's has.</summary>
public sealed class GatewayCardTests
{
    private const string Address = "https://gw.test/travel";

    private static readonly CardSecurity Security = new("https://gw.test/a", "https://gw.test/t", "https://gw.test/m");

    [Fact]
    public void Rewrite_Version1_NamesTheGatewayAndItsOAuthServer()
    {
        var card = Rewrite(
            """
            {"name":"Travel","future":{"url":"https://kept.test/"},"signatures":[{"protected":"p","signature":"s"}],
             "supportedInterfaces":[
              {"url":"https://a.test/rpc","protocolBinding":"JSONRPC","protocolVersion":"1.0","tenant":"t","x":1},
              {"url":"grpc://a.test","protocolBinding":"GRPC","protocolVersion":"1.0"},
              {"url":"https://a.test/rpc2","protocolBinding":"jsonrpc","protocolVersion":"1.0"},
              {"url":"https://a.test/old","protocolBinding":"JSONRPC","protocolVersion":"0.3"},
              {"url":"https://a.test/rest","protocolBinding":"HTTP+JSON","protocolVersion":"1.0"}],
             "securitySchemes":{"key":{"apiKeySecurityScheme":{"location":"header","name":"X"}}},
             "securityRequirements":[{"schemes":{"key":{"list":[]}}}],
             "skills":[{"id":"book","securityRequirements":[{"schemes":{"key":{"list":[]}}}]}]}
            """);

        Assert.Equal(
            $"JSONRPC 1.0 {Address}, JSONRPC 0.3 {Address}, HTTP+JSON 1.0 {Address}",
            string.Join(", ", card.GetProperty("supportedInterfaces").EnumerateArray().Select(item =>
                $"{item.GetProperty("protocolBinding")} {item.GetProperty("protocolVersion")} {item.GetProperty("url")}")));
        Assert.Equal(1, card.GetProperty("supportedInterfaces")[0].GetProperty("x").GetInt32());
        Assert.False(card.GetProperty("supportedInterfaces")[0].TryGetProperty("tenant", out _));
        Assert.False(card.TryGetProperty("signatures", out _));
        Assert.False(card.GetProperty("skills")[0].TryGetProperty("securityRequirements", out _));
        Assert.Equal("https://kept.test/", card.GetProperty("future").GetProperty("url").GetString());

        var scheme = Assert.Single(card.GetProperty("securitySchemes").EnumerateObject());
        var oauth = scheme.Value.GetProperty("oauth2SecurityScheme");
        Assert.Equal("https://gw.test/m", oauth.GetProperty("oauth2MetadataUrl").GetString());
        Assert.Equal("https://gw.test/t", oauth.GetProperty("flows").GetProperty("authorizationCode").GetProperty("tokenUrl").GetString());
        Assert.True(card.GetProperty("securityRequirements")[0].GetProperty("schemes").TryGetProperty(scheme.Name, out _));
    }

    [Fact]
    public void Rewrite_Version03_NamesTheGatewayAndItsOAuthServer()
    {
        var card = Rewrite(
            """
            {"name":"Travel","url":"grpc://a.test:1","preferredTransport":"GRPC","signatures":[],
             "additionalInterfaces":[{"url":"grpc://a.test:1","transport":"GRPC"},{"url":"https://a.test/r","transport":"HTTP+JSON"}],
             "securitySchemes":{"key":{"type":"apiKey","in":"header","name":"X"}},"security":[{"key":[]}],
             "skills":[{"id":"book","security":[{"key":[]}]}]}
            """);

        Assert.Equal((Address, "HTTP+JSON"), (card.GetProperty("url").GetString(), card.GetProperty("preferredTransport").GetString()));
        Assert.Equal(Address, Assert.Single(card.GetProperty("additionalInterfaces").EnumerateArray()).GetProperty("url").GetString());
        Assert.False(card.GetProperty("skills")[0].TryGetProperty("security", out _));
        var scheme = Assert.Single(card.GetProperty("securitySchemes").EnumerateObject());
        Assert.Equal("oauth2", scheme.Value.GetProperty("type").GetString());
        Assert.True(card.GetProperty("security")[0].TryGetProperty(scheme.Name, out _));
    }

    [Fact]
    public void Rewrite_CardOfBothForms_NamesTheGatewayInBoth()
    {
        var card = Rewrite(
            """
            {"url":"https://a.test/",
             "supported_interfaces":[{"url":"https://a.test/","protocol_binding":"JSONRPC","protocolVersion":"1.0"}]}
            """);

        Assert.DoesNotContain("a.test", card.GetRawText(), StringComparison.Ordinal);
        Assert.False(card.TryGetProperty("supported_interfaces", out _));
    }

    /// <summary>What the card says at the top, and whether its security has the form of 0.3 (with a type), and that of 1.0.</summary>
    [Theory]
    [InlineData("""{"url":"https://a.test/","protocolVersion":"0.3.0"}""", true, false)]
    [InlineData("""{"supportedInterfaces":[{"protocolBinding":"JSONRPC","protocolVersion":"1.0"}]}""", false, true)]
    [InlineData(
        """{"protocolVersion":"0.3.0","supportedInterfaces":[{"protocolBinding":"JSONRPC","protocolVersion":"1.0"}]}""", true, true)]
    [InlineData(
        """{"protocol_version":"0.3","supportedInterfaces":[{"protocolBinding":"JSONRPC","protocolVersion":"1.0"}]}""", true, true)]
    [InlineData(
        """{"url":"https://a.test/","supportedInterfaces":[{"protocolBinding":"JSONRPC","protocolVersion":"1.0"}]}""", true, true)]
    public void Rewrite_Security_IsInTheFormsThatTheCardHas(string json, bool isFormer, bool isVersion1)
    {
        foreach (var security in new[] { Security, null })
        {
            var card = JsonElement.Parse(GatewayCard.Rewrite(JsonElement.Parse(json), new(Address, security, AllowsPush: true))!);
            var scheme = card.GetProperty("securitySchemes").GetProperty("gateway");

            Assert.Equal(isFormer, scheme.TryGetProperty("type", out _));
            Assert.Equal(isFormer, card.TryGetProperty("security", out _));
            Assert.Equal(
                isVersion1,
                scheme.TryGetProperty(security is null ? "httpAuthSecurityScheme" : "oauth2SecurityScheme", out _));
            Assert.Equal(isVersion1, card.TryGetProperty("securityRequirements", out _));
        }
    }

    /// <summary>Clients of 0.3 look for other members than an agent that also speaks 1.0 states.</summary>
    [Fact]
    public void Rewrite_Version1WithInterfacesOf03_IsForClientsOf03Too()
    {
        var card = Rewrite(
            """
            {"capabilities":{"extendedAgentCard":true},
             "supportedInterfaces":[
              {"url":"https://a.test/rpc","protocolBinding":"JSONRPC","protocolVersion":"1.0"},
              {"url":"https://a.test/rest","protocolBinding":"HTTP+JSON","protocolVersion":"0.3"},
              {"url":"https://a.test/old","protocolBinding":"JSONRPC","protocolVersion":"0.3"}]}
            """);

        Assert.Equal(
            ("0.3", Address, "HTTP+JSON"),
            (card.GetProperty("protocolVersion").GetString(), card.GetProperty("url").GetString(),
                card.GetProperty("preferredTransport").GetString()));
        Assert.Equal(
            [(Address, "HTTP+JSON"), (Address, "JSONRPC")],
            card.GetProperty("additionalInterfaces").EnumerateArray().Select(static item =>
                (item.GetProperty("url").GetString(), item.GetProperty("transport").GetString())));
        Assert.True(card.GetProperty("supportsAuthenticatedExtendedCard").GetBoolean());
        Assert.Equal(3, card.GetProperty("supportedInterfaces").GetArrayLength());
    }

    [Fact]
    public void Rewrite_PushSwitchedOff_IsNotPromised()
    {
        var json = Encoding.UTF8.GetBytes("""{"url":"https://a.test/","capabilities":{"pushNotifications":true,"streaming":true}}""");

        var card = JsonDocument.Parse(GatewayCard.Rewrite(json, new(Address, null, AllowsPush: false))!).RootElement;

        Assert.False(card.GetProperty("capabilities").GetProperty("pushNotifications").GetBoolean());
        Assert.True(card.GetProperty("capabilities").GetProperty("streaming").GetBoolean());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"card\"")]
    [InlineData("{")]
    [InlineData("""{"url":"https://a.test/","url":"https://b.test/"}""")]
    [InlineData("""{"url":"https://a.test/","name":"\ud800"}""")]
    [InlineData("""{"url":"https://a.test/","\ud800":1}""")]
    [InlineData("""{"url":"https://a.test/","preferredTransport":"\udc00"}""")]
    [InlineData("""{"supportedInterfaces":[{"protocolBinding":"\ud800"}]}""")]
    [InlineData("""{"url":"https://a.test/","skills":[{"\ud800":1,"id":"x"}]}""")]
    public void Rewrite_NoCard_IsNull(string json) =>
        Assert.Null(GatewayCard.Rewrite(Encoding.UTF8.GetBytes(json), new(Address, Security, AllowsPush: true)));

    private static JsonElement Rewrite(string json) => JsonElement.Parse(
        GatewayCard.Rewrite(JsonElement.Parse(json), new(Address, Security, AllowsPush: true))!);
}
