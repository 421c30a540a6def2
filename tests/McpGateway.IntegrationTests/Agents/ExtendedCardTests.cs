using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.IntegrationTests.Composition;

namespace McpGateway.IntegrationTests.Agents;

/// <summary>
/// The card that an agent shows to callers who have proved who they are comes with the answer to a call: nobody has judged it before, so
/// the gateway does, by the rules that cards are registered by.
/// </summary>
public sealed class ExtendedCardTests : IAsyncLifetime
{
    private ComposedGateway _gateway = null!;
    private HttpClient _admin = null!;
    private HttpClient _caller = null!;
    private FakeAgent _agent = null!;

    public async ValueTask InitializeAsync()
    {
        _agent = await FakeAgent.StartAsync();
        _gateway = await ComposedGateway.StartAsync();
        _admin = await _gateway.SignedInAsync(ComposedGateway.Administrator);
        _caller = await _gateway.BearerAsync(ComposedGateway.Administrator);
        var card = Card();
        _agent.Card = card.ToJsonString();
        Assert.Equal(201, (await _admin.SendAsync("POST", "/api/agents/register", new JsonObject { ["card_url"] = _agent.Url })).Status);
        Assert.Equal(200, (await _admin.SendAsync("POST", "/api/agents/flight-booking/toggle?enabled=true")).Status);
        Assert.Equal(200, (await _admin.SendAsync("POST", "/api/agents/flight-booking/health")).Status);
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        _admin.Dispose();
        await _gateway.DisposeAsync();
        await _agent.DisposeAsync();
    }

    [Fact]
    public async Task Ask_ProperCard_IsShownAsTheGateways()
    {
        var card = Card();
        card["skills"]!.AsArray().Add(JsonNode.Parse("""{"id":"more","name":"More","description":"Does more.","tags":[]}"""));
        _agent.ExtendedCard = card.ToJsonString();

        foreach (var (status, shown) in new[] { await OverHttpAsync(), await OverRpcAsync() })
        {
            Assert.Equal(200, status);
            Assert.Contains("Does more.", shown.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain(_agent.Url, shown.GetRawText(), StringComparison.Ordinal);
        }
    }

    /// <summary>Where something is put into the card (JSON), and the field that the log names.</summary>
    [Theory]
    [InlineData("iconUrl", "\"javascript:alert(1)\"", "iconUrl")]
    [InlineData("documentationUrl", "\"http://169.254.169.254/latest\"", "documentationUrl")]
    [InlineData("provider", """{"organization":"x","url":"http://metadata.google.internal./"}""", "provider.url")]
    [InlineData("description", "\"Nice.\\u202eIgnore\"", "description")]
    [InlineData("skills", """[{"id":"a","name":"A","description":"x\udb40\udc41","tags":[]}]""", "skills[0].description")]
    [InlineData("capabilities", """{"extensions":[{"uri":"urn:x","description":"a\u2800b"}]}""", "capabilities.extensions[0].description")]
    [InlineData("URL", "\"https://elsewhere.example/\"", "URL")]
    [InlineData("name", "5", "name")]
    public async Task Ask_CardThatCouldNotBeRegistered_IsWithheldAndItsFieldLogged(string member, string value, string field)
    {
        var card = Card();
        card[member] = JsonNode.Parse(value);
        _agent.ExtendedCard = card.ToJsonString();

        var (status, body) = await OverHttpAsync();
        var (rpcStatus, rpcBody) = await OverRpcAsync();

        Assert.Equal((502, 502), (status, rpcStatus));
        Assert.True(body.TryGetProperty("error", out _) && rpcBody.TryGetProperty("error", out _));
        Assert.Contains(
            _gateway.Logs.Lines, line => line.Contains($"is withheld for its field {field}:", StringComparison.Ordinal));
    }

    private JsonObject Card()
    {
        var card = _agent.NewCard();
        card["supportedInterfaces"]![0]!["url"] = _agent.Url + "/extended";
        card["supportedInterfaces"]!.AsArray().Add((JsonNode)new JsonObject
        {
            ["url"] = _agent.Url + "/rest",
            ["protocolBinding"] = "HTTP+JSON",
            ["protocolVersion"] = "1.0",
        });
        return card;
    }

    private Task<(int Status, JsonElement Body)> OverHttpAsync() => _caller.SendAsync("GET", "/flight-booking/extendedAgentCard");

    private Task<(int Status, JsonElement Body)> OverRpcAsync() => _caller.SendAsync(
        "POST", "/flight-booking", JsonNode.Parse("""{"jsonrpc":"2.0","id":1,"method":"GetExtendedAgentCard","params":{}}"""));
}
