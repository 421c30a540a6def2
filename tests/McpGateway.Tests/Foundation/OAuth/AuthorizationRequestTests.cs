using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.OAuth;
using Microsoft.AspNetCore.WebUtilities;

namespace McpGateway.Tests.Foundation.OAuth;

public sealed class AuthorizationRequestTests
{
    private static readonly AuthorizationRequest Least = new()
    {
        ClientId = "id",
        RedirectUri = "https://gateway.example/cb",
        State = "st",

        // The example of RFC 7636, appendix B.
        Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    };

    [Fact]
    public void AddressAt_Least_CodeWithPkce()
    {
        var address = Least.AddressAt("https://as.example/authorize");

        Assert.StartsWith("https://as.example/authorize?", address, StringComparison.Ordinal);
        Assert.Equal(
            "response_type=code client_id=id redirect_uri=https://gateway.example/cb state=st "
            + "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM code_challenge_method=S256",
            Query(address));
        Assert.DoesNotContain(Least.Verifier, address, StringComparison.Ordinal);
    }

    [Fact]
    public void AddressAt_Everything_AndWhatTheEndpointHadAlready()
    {
        var request = Least with
        {
            Scopes = ["a", "b"],
            Nonce = "n",
            Resource = "https://mcp.example/a",
            Parameters = [new("prompt", "consent"), new("access_type", "offline")],
        };

        var query = Query(request.AddressAt("https://as.example/authorize?tenant=1#part"));

        Assert.StartsWith("tenant=1 response_type=code ", query, StringComparison.Ordinal);
        Assert.EndsWith(
            " scope=a b nonce=n resource=https://mcp.example/a prompt=consent access_type=offline", query, StringComparison.Ordinal);
    }

    [Fact]
    public void AddressAt_AnyText_IsOneParameter() => Prop.ForAll<NonEmptyString, NonEmptyString>(static (state, client) =>
    {
        if ((state.Get + client.Get).Any(char.IsSurrogate))
        {
            return true;
        }

        var address = (Least with { State = state.Get, ClientId = client.Get }).AddressAt("https://as.example/authorize");
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        return query.Count == 6 && query["state"] == state.Get && query["client_id"] == client.Get;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ToString_Request_HoldsNoSecret() => Assert.Equal("id", Least.ToString());

    [Fact]
    public void NewSecret_Values_AreLongAndDiffer()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => Pkce.NewSecret()).ToList();

        Assert.Equal(100, secrets.Distinct(StringComparer.Ordinal).Count());

        // RFC 7636 §4.1: 43 to 128 unreserved characters.
        Assert.All(secrets, secret => Assert.Matches("^[A-Za-z0-9_-]{43}$", secret));
    }

    private static string Query(string address) => string.Join(
        ' ', QueryHelpers.ParseQuery(new Uri(address).Query).Select(parameter => $"{parameter.Key}={parameter.Value}"));
}
