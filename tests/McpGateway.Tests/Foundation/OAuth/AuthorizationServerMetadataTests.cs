using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Tests.Foundation.OAuth;

public sealed class AuthorizationServerMetadataTests
{
    [Fact]
    public void Read_FullDocument_EveryMember()
    {
        var metadata = Read("""
            {
              "issuer": "https://as.example",
              "authorization_endpoint": "https://as.example/authorize",
              "token_endpoint": "https://as.example/token",
              "revocation_endpoint": "https://as.example/revoke",
              "registration_endpoint": "https://as.example/register",
              "userinfo_endpoint": "https://as.example/userinfo",
              "end_session_endpoint": "https://as.example/logout",
              "jwks_uri": "https://as.example/keys",
              "authorization_response_iss_parameter_supported": true,
              "client_id_metadata_document_supported": true,
              "code_challenge_methods_supported": ["plain", "S256"],
              "token_endpoint_auth_methods_supported": ["client_secret_post"],
              "scopes_supported": ["openid", "offline_access"]
            }
            """);

        Assert.Equal("https://as.example", metadata.Issuer);
        Assert.Equal("https://as.example/authorize", metadata.AuthorizationEndpoint);
        Assert.Equal("https://as.example/token", metadata.TokenEndpoint);
        Assert.Equal("https://as.example/revoke", metadata.RevocationEndpoint);
        Assert.Equal("https://as.example/register", metadata.RegistrationEndpoint);
        Assert.Equal("https://as.example/userinfo", metadata.UserInfoEndpoint);
        Assert.Equal("https://as.example/logout", metadata.EndSessionEndpoint);
        Assert.Equal("https://as.example/keys", metadata.JwksUri);
        Assert.True(metadata.StatesIssuer);
        Assert.True(metadata.TakesMetadataDocuments);
        Assert.True(metadata.OffersS256);
        Assert.Equal(["client_secret_post"], metadata.ClientAuthentications);
        Assert.Equal(["openid", "offline_access"], metadata.Scopes);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"issuer":1,"token_endpoint":["a"],"jwks_uri":null}""")]
    [InlineData("""{"scopes_supported":"openid","code_challenge_methods_supported":"S256"}""")]
    [InlineData("""{"authorization_response_iss_parameter_supported":"true","client_id_metadata_document_supported":1}""")]
    [InlineData("no json")]
    public void Read_MissingOrOfAnotherType_IsNone(string document)
    {
        var metadata = Read(document);

        Assert.Null(metadata.Issuer);
        Assert.Null(metadata.TokenEndpoint);
        Assert.Null(metadata.JwksUri);
        Assert.Null(metadata.ClientAuthentications);
        Assert.Empty(metadata.Scopes);
        Assert.False(metadata.StatesIssuer || metadata.TakesMetadataDocuments || metadata.OffersS256);
    }

    [Theory]
    [InlineData("""{"code_challenge_methods_supported":["S256"]}""", true)]
    [InlineData("""{"code_challenge_methods_supported":["plain"]}""", false)]
    [InlineData("""{"code_challenge_methods_supported":["s256"]}""", false)]
    [InlineData("""{"code_challenge_methods_supported":[]}""", false)]
    public void OffersS256_Methods_OnlyWhenListed(string document, bool expected) => Assert.Equal(expected, Read(document).OffersS256);

    [Theory]
    [InlineData(
        "https://as.example", "https://as.example/.well-known/oauth-authorization-server",
        "https://as.example/.well-known/openid-configuration", null)]
    [InlineData(
        "https://as.example/", "https://as.example/.well-known/oauth-authorization-server",
        "https://as.example/.well-known/openid-configuration", null)]
    [InlineData(
        "https://as.example:8443/tenant/one/", "https://as.example:8443/.well-known/oauth-authorization-server/tenant/one",
        "https://as.example:8443/.well-known/openid-configuration/tenant/one",
        "https://as.example:8443/tenant/one/.well-known/openid-configuration")]
    public void AddressesOf_Issuer_InTheOrderOfTheSpecification(string issuer, string first, string second, string? third) =>
        Assert.Equal(
            new[] { first, second, third }.OfType<string>(),
            AuthorizationServerMetadata.AddressesOf(new Uri(issuer)).Select(address => address.ToString()));

    [Theory]
    [InlineData("https://as.example", "https://as.example/.well-known/openid-configuration")]
    [InlineData("https://as.example/realms/one/", "https://as.example/realms/one/.well-known/openid-configuration")]
    public void OpenIdAddressOf_Issuer_BehindIt(string issuer, string expected) =>
        Assert.Equal(expected, AuthorizationServerMetadata.OpenIdAddressOf(issuer).ToString());

    /// <summary>A document never makes the gateway ask another origin than the issuer's.</summary>
    [Fact]
    public void AddressesOf_AnyPath_StayAtTheOrigin() => Prop.ForAll<NonNull<string>>(static path =>
    {
        var issuer = new Uri("https://as.example:8443/" + Uri.EscapeDataString(path.Get));
        return AuthorizationServerMetadata.AddressesOf(issuer).All(address =>
            address.GetLeftPart(UriPartial.Authority) == "https://as.example:8443" && address.AbsolutePath.Contains("/.well-known/"));
    }).QuickCheckThrowOnFailure();

    /// <summary>Texts are passed on as they are: whether they are good is judged by whoever uses them.</summary>
    [Fact]
    public void Read_AnyText_IsAsItWasStated() => Prop.ForAll<NonNull<string>, NonNull<string>[]>(static (text, list) =>
    {
        var stated = list.Select(item => item.Get).ToArray();
        var document = Answers.OfMembers(
            ("issuer", text.Get), ("token_endpoint", text.Get), ("scopes_supported", stated),
            ("token_endpoint_auth_methods_supported", stated));
        if ((text.Get + string.Concat(stated)).Any(char.IsSurrogate))
        {
            // Half of a pair cannot be written.
            return true;
        }

        var metadata = AuthorizationServerMetadata.Read(document);
        return metadata.Issuer == text.Get && metadata.TokenEndpoint == text.Get
            && metadata.Scopes.SequenceEqual(stated) && metadata.ClientAuthentications!.SequenceEqual(stated);
    }).QuickCheckThrowOnFailure();

    private static AuthorizationServerMetadata Read(string document) => AuthorizationServerMetadata.Read(Answers.Of(document));
}
