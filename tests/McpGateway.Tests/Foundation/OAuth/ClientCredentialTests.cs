using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Tests.Foundation.OAuth;

public sealed class ClientCredentialTests
{
    private const string Endpoint = "https://as.example/token";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A secret goes to one place only; a public client and an unknown way of authentication send none.</summary>
    [Theory]
    [InlineData(ClientAuthentications.Basic, "s", "Basic aWQ6cw==", "")]
    [InlineData(ClientAuthentications.Post, "s", null, "client_id=id client_secret=s")]
    [InlineData(ClientAuthentications.None, "s", null, "client_id=id")]
    [InlineData("tls_client_auth", "s", null, "client_id=id")]
    [InlineData(ClientAuthentications.Basic, null, null, "client_id=id")]
    [InlineData(ClientAuthentications.Post, null, null, "client_id=id")]
    [InlineData(ClientAuthentications.PrivateKey, null, null, "client_id=id")]
    public void Authenticate_Way_SecretInOnePlace(string authentication, string? secret, string? header, string fields)
    {
        var (authorization, form) = Authenticate(new("id", authentication) { Secret = secret });

        Assert.Equal(header, authorization);
        Assert.Equal(fields, string.Join(' ', form.Select(field => $"{field.Key}={field.Value}")));
    }

    [Theory]
    [InlineData("https://as.example", "https://as.example")]
    [InlineData(null, Endpoint)]
    public void Authenticate_PrivateKey_AssertionForTheIssuerOrTheEndpoint(string? audience, string expected)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var secret = key.ExportPkcs8PrivateKeyPem();

        var (authorization, form) = Authenticate(new("id", ClientAuthentications.PrivateKey) { Secret = secret, Audience = audience });

        Assert.Null(authorization);
        Assert.Equal(["client_id", "client_assertion_type", "client_assertion"], form.Select(field => field.Key));
        Assert.Equal(ClientAssertion.Type, form[1].Value);
        var claims = System.Text.Json.JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(form[2].Value.Split('.')[1]));
        Assert.Equal(expected, claims.GetProperty("aud").GetString());
        Assert.DoesNotContain(form, field => field.Value.Contains("PRIVATE KEY", StringComparison.Ordinal));
    }

    /// <summary>RFC 6749 §2.3.1: a colon or a control character in either part must not move the border between them.</summary>
    [Fact]
    public void Authenticate_BasicWithAnyText_IsReadBackAsItWas() => Prop.ForAll<NonEmptyString, NonEmptyString>(static (id, secret) =>
    {
        // Half of a surrogate pair has no UTF-8 form.
        if ((id.Get + secret.Get).Any(char.IsSurrogate))
        {
            return true;
        }

        var (authorization, form) = Authenticate(new(id.Get, ClientAuthentications.Basic) { Secret = secret.Get });
        var parts = Encoding.UTF8.GetString(Convert.FromBase64String(authorization!["Basic ".Length..])).Split(':');
        return form.Count == 0 && parts.Length == 2
            && Uri.UnescapeDataString(parts[0]) == id.Get && Uri.UnescapeDataString(parts[1]) == secret.Get;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ToString_Credential_HoldsNoSecret() =>
        Assert.Equal("id", new ClientCredential("id", ClientAuthentications.Post) { Secret = "very secret" }.ToString());

    private static (string? Authorization, List<KeyValuePair<string, string>> Form) Authenticate(ClientCredential client)
    {
        var form = new List<KeyValuePair<string, string>>();
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoint);
        client.Authenticate(request, form, Now);
        return (request.Headers.Authorization?.ToString(), form);
    }
}
