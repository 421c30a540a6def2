using McpGateway.AuthorizationServer.Requests;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Tokens;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.AuthorizationServer.Requests;

/// <summary>
/// What is told to the client by a redirect, and what only to the user: before the redirect URI is proven nothing leaves for it.
/// </summary>
public sealed class AuthorizationRequestReaderTests
{
    [Theory]
    [InlineData("client_id", null, "invalid_client")]
    [InlineData("client_id", "unknown", "invalid_client")]
    [InlineData("client_id", "bad\nid", "invalid_client")]
    [InlineData("redirect_uri", "https://evil.example/", "invalid_request")]
    [InlineData("redirect_uri", "https://client.example/callback?x=1", "invalid_request")]
    [InlineData("redirect_uri", "https://client.example/callback/../evil", "invalid_request")]
    [InlineData("state", "twice", "invalid_request")]
    public async Task Read_BeforeTheRedirectUriIsProven_IsShownAndGoesNowhere(string name, string? value, string error)
    {
        await using var core = await OAuthCore.StartAsync();
        await core.ClientAsync();
        var query = Query((name, value)) + (value == "twice" ? "&state=again" : "");

        var reading = await ReadAsync(core, query);

        Assert.Equal((error, true, true), (reading.Refusal?.Code, reading.Request is null, reading.Target is null));
    }

    [Theory]
    [InlineData("response_type", null, "unsupported_response_type")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "code token", "unsupported_response_type")]
    [InlineData("response_mode", "fragment", "invalid_request")]
    [InlineData("response_mode", "form_post", "invalid_request")]
    [InlineData("request", "x", "request_not_supported")]
    [InlineData("request_uri", "https://client.example/r", "request_uri_not_supported")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge", "AAAA", "invalid_request")]
    [InlineData("code_challenge", "not base64url", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", "s256", "invalid_request")]
    [InlineData("scope", "a\"b", "invalid_scope")]
    [InlineData("resource", "https://other.example/", "invalid_target")]
    [InlineData("resource", "weather", "invalid_target")]
    public async Task Read_Afterwards_IsToldToTheClientWithStateAndIssuer(string name, string? value, string error)
    {
        await using var core = await OAuthCore.StartAsync();
        await core.ClientAsync();

        var reading = await ReadAsync(core, Query((name, value)));

        Assert.Equal((error, true), (reading.Refusal?.Code, reading.Request is null));
        Assert.StartsWith(
            $"{OAuthCore.Callback}?error={error}&error_description=", reading.Target!.WithError(reading.Refusal!),
                StringComparison.Ordinal);
        Assert.EndsWith(
            "&state=s%20t&iss=https%3A%2F%2Fgateway.example", reading.Target.WithError(reading.Refusal!), StringComparison.Ordinal);
        Assert.Equal($"{OAuthCore.Callback}?code=c&state=s%20t&iss=https%3A%2F%2Fgateway.example", reading.Target.WithCode("c"));
        Assert.Equal("client.example", reading.Target.ToString());
    }

    [Theory]
    [InlineData("prompt", null, false, false)]
    [InlineData("prompt", "none", false, true)]
    [InlineData("prompt", "login", true, false)]
    [InlineData("prompt", "consent", true, false)]
    [InlineData("prompt", "select_account", true, false)]
    [InlineData("prompt", "create", false, false)]
    [InlineData("response_mode", "query", false, false)]
    public async Task Read_Proper_IsARequest(string name, string? value, bool asksAlways, bool isSilent)
    {
        await using var core = await OAuthCore.StartAsync();
        await core.ClientAsync();

        var request = (await ReadAsync(core, Query((name, value)))).Request!;

        Assert.Equal((asksAlways, isSilent), (request.AsksAlways, request.IsSilent));
        Assert.Equal(
            ("client", "Client client", OAuthCore.Callback, true),
            (request.ClientId, request.ClientName, request.RedirectUri, request.NamesRedirectUri));
        Assert.Equal((OAuthCore.Challenge, OAuthCore.Origin, "s t"), (request.CodeChallenge, request.Issuer, request.State));
        Assert.Equal([OAuthCore.Origin + "/weather"], request.Resources);
        Assert.Equal("client", request.ToString());
    }

    [Theory]
    [InlineData("https://client.example/callback", true)]
    [InlineData("http://127.0.0.1/callback", false)]
    [InlineData("cursor://callback", false)]
    [InlineData("https://client.example/callback https://client.example/other", false)]
    public async Task Read_WithoutARedirectUri_IsClearOnlyForOneWebAddress(string registered, bool isAccepted)
    {
        await using var core = await OAuthCore.StartAsync();
        await core.ClientAsync(change: client => client with { RedirectUris = registered.Split(' ') });

        var reading = await ReadAsync(core, Query(("redirect_uri", null)));

        Assert.Equal(isAccepted, reading.Request is not null);
        Assert.Equal(isAccepted ? false : null, reading.Request?.NamesRedirectUri);
    }

    [Fact]
    public async Task Read_ClientThatMayNot_IsToldSo()
    {
        await using var core = await OAuthCore.StartAsync();
        await core.ClientAsync(change: client => client with { GrantTypes = [GrantTypes.DeviceCode] });

        Assert.Equal("unauthorized_client", (await ReadAsync(core, Query())).Refusal?.Code);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(10, 10)]
    [InlineData(11, 0)]
    public void ReadResources_Number_IsBounded_AndNoneMeansTheWholeGateway(int asked, int expected)
    {
        var read = AuthorizationRequestReader.ReadResources(
            [.. Enumerable.Range(0, asked).Select(index => $"{OAuthCore.Origin}/s{index}")], OAuthCore.Origin);

        Assert.Equal(expected == 0 ? "invalid_target" : "", OAuthCore.CodeOf(read));
        Assert.Equal(expected, read.IsSuccess ? read.Value.Length : 0);
    }

    [Fact]
    public void ReadResources_SameInTwoSpellings_CountsOnce() => Assert.Equal(
        [OAuthCore.Origin],
        AuthorizationRequestReader.ReadResources(
            [OAuthCore.Origin, OAuthCore.Origin + "/", "HTTPS://GATEWAY.EXAMPLE"], OAuthCore.Origin).Value!);

    private static Task<AuthorizationReading> ReadAsync(OAuthCore core, string query)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new("?" + query);
        return core.Get<AuthorizationRequestReader>().ReadAsync(context, OAuthCore.Cancellation);
    }

    private static string Query(params (string Name, string? Value)[] changes)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = "client",
            ["redirect_uri"] = OAuthCore.Callback,
            ["state"] = "s t",
            ["scope"] = OAuthScopes.Everything,
            ["code_challenge"] = OAuthCore.Challenge,
            ["code_challenge_method"] = "S256",
            ["resource"] = OAuthCore.Origin + "/weather",
        };
        foreach (var (name, value) in changes)
        {
            fields[name] = value;
        }

        return OAuthCore.Encode(fields.Where(field => field.Value is not null).Select(field => (field.Key, field.Value!)));
    }
}
