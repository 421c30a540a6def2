using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Egress.Providers;
using McpGateway.Foundation;

namespace McpGateway.Tests.Egress;

/// <summary>An authorization server is believed only what it may say about itself (RFC 8414 §3.3).</summary>
public sealed class IssuerMetadataTests : IDisposable
{
    private const string Issuer = "https://id.example.org/tenant";
    private const string First = "https://id.example.org/.well-known/oauth-authorization-server/tenant";
    private const string Second = "https://id.example.org/.well-known/openid-configuration/tenant";
    private const string Third = "https://id.example.org/tenant/.well-known/openid-configuration";

    private readonly EgressRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(First, 1)]
    [InlineData(Second, 2)]
    [InlineData(Third, 3)]
    public async Task Find_DocumentAtAPlace_IsFoundAndNobodyElseAsked(string place, int asked)
    {
        Publish(place);

        var found = await FindAsync();

        Assert.Equal("https://id.example.org/token", found.Endpoints.Value!.TokenEndpoint);
        Assert.Equal(((string[])[First, Second, Third])[..asked], _rig.Asked);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, true)]
    [InlineData(HttpStatusCode.Forbidden, true)]
    [InlineData(HttpStatusCode.BadGateway, false)]
    [InlineData(HttpStatusCode.Found, false)]
    [InlineData(HttpStatusCode.OK, false)]
    public async Task Find_NoDocument_IsAbsentOnlyWhenEveryPlaceSaysSo(HttpStatusCode status, bool isAbsent)
    {
        _rig.Statuses[Second] = status;

        var found = await FindAsync();

        Assert.False(found.Endpoints.IsSuccess);
        Assert.Equal(isAbsent, found.IsAbsent);
        Assert.Equal(3, _rig.Asked.Count);
    }

    [Theory]
    [InlineData("http://id.example.org")]
    [InlineData("https://user@id.example.org")]
    [InlineData("https://169.254.169.254")]
    [InlineData("id.example.org")]
    public async Task Find_IssuerThatMayNotBeUsed_AsksNobody(string issuer)
    {
        var found = await FindAsync(issuer);

        Assert.Equal((ErrorKind.BadGateway, false), (found.Endpoints.Error!.Kind, found.IsAbsent));
        Assert.Empty(_rig.Asked);
    }

    [Theory]
    [InlineData("https://id.example.org/tenant", true)]
    [InlineData("https://id.example.org/tenant/", true)]
    [InlineData("https://id.example.org/other", false)]
    [InlineData("https://id.example.org/tenant/more", false)]
    [InlineData("https://id.example.org/Tenant", false)]
    [InlineData("https://other.example.org/tenant", false)]
    [InlineData("http://id.example.org/tenant", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public async Task Find_DocumentOfAnIssuer_MustBeOfTheOneThatWasAskedFor(string? stated, bool isTaken)
    {
        Publish(First, ("issuer", stated));

        var found = await FindAsync();

        Assert.Equal(isTaken, found.Endpoints.IsSuccess);
        Assert.False(found.IsAbsent);
    }

    /// <summary>Codes and refresh tokens go there.</summary>
    [Theory]
    [InlineData("http://id.example.org/token")]
    [InlineData("https://169.254.169.254/token")]
    [InlineData("https://id.example.org/token#a")]
    [InlineData("/token")]
    [InlineData(null)]
    public async Task Find_TokenEndpointThatMayNotBeUsed_IsRefused(string? endpoint)
    {
        Publish(First, ("token_endpoint", endpoint));

        Assert.Contains("must be https", (await FindAsync()).Endpoints.Error!.Detail, StringComparison.Ordinal);
    }

    /// <summary>They are extras: without them the provider still works.</summary>
    [Theory]
    [InlineData("https://id.example.org/extra", "https://id.example.org/extra")]
    [InlineData("http://id.example.org/extra", null)]
    [InlineData("https://169.254.169.254/extra", null)]
    [InlineData(null, null)]
    public async Task Find_OtherEndpointsThatMayNotBeUsed_AreLeftOut(string? stated, string? expected)
    {
        Publish(First, ("revocation_endpoint", stated), ("registration_endpoint", stated));

        var endpoints = (await FindAsync()).Endpoints.Value!;

        Assert.Equal((expected, expected), (endpoints.RevocationEndpoint, endpoints.RegistrationEndpoint));
    }

    [Theory]
    [InlineData("""["S256"]""", "https://id.example.org/authorize", null)]
    [InlineData("""["plain","S256"]""", "https://id.example.org/authorize", null)]
    [InlineData("""["plain"]""", "https://id.example.org/authorize", "PKCE")]
    [InlineData("""["s256"]""", "https://id.example.org/authorize", "PKCE")]
    [InlineData("\"S256\"", "https://id.example.org/authorize", "PKCE")]
    [InlineData("null", "https://id.example.org/authorize", "PKCE")]
    [InlineData("""["S256"]""", "http://id.example.org/authorize", "https")]
    [InlineData("""["S256"]""", null, "https")]
    public async Task Consent_ThatIsNotSafe_IsRefusedAndTheRestIsKept(string methods, string? endpoint, string? problem)
    {
        Publish(First, ("code_challenge_methods_supported", JsonNode.Parse(methods)), ("authorization_endpoint", endpoint));

        var endpoints = (await FindAsync()).Endpoints.Value!;

        Assert.Equal(problem is null, endpoints.ConsentProblem is null);
        Assert.Contains(problem ?? "", endpoints.ConsentProblem ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "client_secret_basic")]
    [InlineData("""["client_secret_post","client_secret_basic"]""", "client_secret_basic")]
    [InlineData("""["private_key_jwt","client_secret_post"]""", "client_secret_post")]
    [InlineData("""["none"]""", "none")]
    [InlineData("""["tls_client_auth"]""", "none")]
    [InlineData("[]", "none")]
    public async Task Authentication_Offered_IsTheFirstThatTheGatewayUses(string? methods, string expected)
    {
        Publish(First, ("token_endpoint_auth_methods_supported", methods is null ? null : JsonNode.Parse(methods)));

        Assert.Equal(expected, (await FindAsync()).Endpoints.Value!.ClientAuthentication);
    }

    [Theory]
    [InlineData("""["openid","offline_access"]""", "offline_access")]
    [InlineData("""["openid"]""", "")]
    [InlineData("[]", "")]
    public async Task Scopes_OfTheProvider_AskToStayOnlyWhereItIsListed(string listed, string expected)
    {
        Publish(First, ("scopes_supported", JsonNode.Parse(listed)));

        Assert.Equal(expected, string.Join(' ', (await FindAsync()).Endpoints.Value!.Scopes));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("\"true\"", false)]
    [InlineData("1", false)]
    public async Task Flags_Stated_AreOnlyTrueWhenTheySaySo(string value, bool expected)
    {
        Publish(
            First,
            ("authorization_response_iss_parameter_supported", JsonNode.Parse(value)),
            ("client_id_metadata_document_supported", JsonNode.Parse(value)));

        var endpoints = (await FindAsync()).Endpoints.Value!;

        Assert.Equal((expected, expected), (endpoints.StatesIssuer, endpoints.TakesMetadataDocuments));
    }

    private Task<IssuerAnswer> FindAsync(string issuer = Issuer) =>
        _rig.Get<IssuerMetadata>().FindAsync(issuer, TestContext.Current.CancellationToken);

    private void Publish(string place, params (string Name, JsonNode? Value)[] members)
    {
        var document = new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = "https://id.example.org/authorize",
            ["token_endpoint"] = "https://id.example.org/token",
            ["code_challenge_methods_supported"] = new JsonArray("S256"),
        };
        foreach (var (name, value) in members)
        {
            document[name] = value;
        }

        _rig.Documents[place] = JsonSerializer.Serialize(document);
    }
}
