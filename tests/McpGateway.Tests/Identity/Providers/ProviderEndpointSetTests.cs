using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.OAuth;
using McpGateway.Identity.Providers;

namespace McpGateway.Tests.Identity.Providers;

/// <summary>Where a provider is asked, by its metadata and the configuration.</summary>
public sealed class ProviderEndpointSetTests
{
    private const string Issuer = "https://id.example";

    [Fact]
    public void OfMetadata_Complete_TakesEveryAddress()
    {
        var set = Of(
            """
            {"issuer":"https://id.example","authorization_endpoint":"https://id.example/a","token_endpoint":"https://id.example/t",
             "jwks_uri":"https://keys.example/k","userinfo_endpoint":"https://id.example/u","end_session_endpoint":"https://id.example/o",
             "authorization_response_iss_parameter_supported":true}
            """).Value!;

        Assert.Equal(
            ["https://id.example/a", "https://id.example/t", "https://keys.example/k", "https://id.example/u", "https://id.example/o"],
            new[] { set.Authorization, set.Token, set.Keys, set.UserInfo, set.Logout }.Select(address => address!.ToString()));
        Assert.True(set.StatesIssuer);
        Assert.Equal(ClientAuthentications.Post, set.ClientAuthentication);
    }

    [Theory]
    [InlineData("https://other.example")]
    [InlineData("https://id.example/")]
    [InlineData("https://ID.example")]
    [InlineData("")]
    public void OfMetadata_AnotherIssuer_IsRefused(string issuer)
    {
        var error = Of(Metadata(issuer: issuer)).Error!;

        Assert.Equal((ErrorKind.BadGateway, "The metadata of https://id.example names another issuer"), (error.Kind, error.Detail));
    }

    [Theory]
    [InlineData(Issuer, "https://id.example/t", true)]
    [InlineData(Issuer, "http://id.example/t", false)]
    [InlineData(Issuer, "javascript:alert(1)", false)]
    [InlineData(Issuer, "file:///etc/passwd", false)]
    [InlineData(Issuer, "/t", false)]
    [InlineData(Issuer, "", false)]
    [InlineData("http://localhost:8080", "http://localhost:8080/t", true)]
    [InlineData("http://localhost:8080", "https://id.example/t", true)]
    [InlineData("http://localhost:8080", "ftp://localhost/t", false)]
    public void OfMetadata_TokenEndpoint_IsNeverLessSafeThanTheIssuer(string issuer, string address, bool isTaken)
    {
        var set = Of(Metadata(issuer, token: address), Provider() with { Issuers = [issuer] });

        Assert.Equal(isTaken, set.IsSuccess);
        Assert.Equal(
            isTaken ? null : $"The metadata of {issuer} lacks authorization_endpoint, token_endpoint or jwks_uri", set.Error?.Detail);
    }

    [Fact]
    public void OfMetadata_OptionalAddressWithoutTls_IsLeftOut()
    {
        var set = Of(Metadata(more: ""","userinfo_endpoint":"http://id.example/u","end_session_endpoint":"//id.example/o" """)).Value!;

        Assert.Null(set.UserInfo);
        Assert.Null(set.Logout);
    }

    [Fact]
    public void OfMetadata_ConfiguredAddresses_WinOverPublishedOnes()
    {
        var definition = Provider() with
        {
            TokenUrl = new("http://inside:8080/t"),
            KeysUrl = new("http://inside:8080/k"),
            LogoutUrl = new("https://elsewhere.example/o"),
        };

        var set = Of(Metadata(), definition).Value!;

        Assert.Equal("http://inside:8080/t", set.Token.ToString());
        Assert.Equal("http://inside:8080/k", set.Keys!.ToString());
        Assert.Equal("https://elsewhere.example/o", set.Logout!.ToString());
        Assert.Equal("https://id.example/a", set.Authorization.ToString());
    }

    [Theory]
    [InlineData("""["client_secret_basic"]""", ClientAuthentications.Basic)]
    [InlineData("""["client_secret_basic","private_key_jwt"]""", ClientAuthentications.Basic)]
    [InlineData("""["client_secret_basic","client_secret_post"]""", ClientAuthentications.Post)]
    [InlineData("""["client_secret_post"]""", ClientAuthentications.Post)]
    [InlineData("[]", ClientAuthentications.Post)]
    [InlineData("\"client_secret_basic\"", ClientAuthentications.Post)]
    public void OfMetadata_ClientAuthentication_IsTheHeaderOnlyWhereTheFormIsNotTaken(string methods, string expected) =>
        Assert.Equal(
            expected, Of(Metadata(more: $",\"token_endpoint_auth_methods_supported\":{methods}")).Value!.ClientAuthentication);

    [Theory]
    [InlineData(true, true, true, true, true)]
    [InlineData(true, true, false, true, false)]
    [InlineData(true, true, false, false, true)]
    [InlineData(false, true, true, true, false)]
    [InlineData(true, false, true, true, false)]
    public void OfConfiguration_WithoutKeys_SufficesOnlyWithoutIdentityTokens(
        bool hasAuthorization, bool hasToken, bool hasKeys, bool isOpenId, bool isEnough)
    {
        var set = ProviderEndpointSet.OfConfiguration(Provider() with
        {
            Kind = isOpenId ? ProviderKind.OpenIdConnect : ProviderKind.GitHub,
            AuthorizationUrl = hasAuthorization ? new("https://id.example/a") : null,
            TokenUrl = hasToken ? new("https://id.example/t") : null,
            KeysUrl = hasKeys ? new("https://id.example/k") : null,
        });

        Assert.Equal(isEnough, set is not null);
    }

    private static Result<ProviderEndpointSet> Of(string metadata, ProviderDefinition? definition = null) => ProviderEndpointSet.OfMetadata(
        AuthorizationServerMetadata.Read(new("id.example", 200, JsonElement.Parse(metadata))), definition ?? Provider());

    private static string Metadata(string issuer = Issuer, string token = "https://id.example/t", string more = "") =>
        $$"""
        {"issuer":"{{issuer}}","authorization_endpoint":"https://id.example/a","token_endpoint":"{{token}}",
         "jwks_uri":"https://id.example/k"{{more}}}
        """;

    private static ProviderDefinition Provider() => new()
    {
        Name = "idp",
        DisplayName = "Identity provider",
        Kind = ProviderKind.OpenIdConnect,
        ClientId = "web",
        Issuers = [Issuer],
        Scopes = [],
        UserNameClaims = [],
        GroupsClaims = [],
    };
}
