using System.Net;
using System.Text.Json.Nodes;
using McpGateway.Foundation;
using McpGateway.Identity.Keycloak;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Identity.Keycloak;

/// <summary>Calls to Keycloak's admin API, its groups, and the settings to reach it.</summary>
public sealed class KeycloakAdminClientTests : IDisposable
{
    private const string Token = """{"access_token":"t1","token_type":"Bearer","expires_in":60}""";

    private readonly StubHttp _http = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly KeycloakAdminOptions _options = new()
    {
        IsUsed = true,
        Url = "https://kc.example/auth/",
        Realm = "my realm",
        Password = "the secret",
    };

    private readonly KeycloakAdminClient _client;

    public KeycloakAdminClientTests() => _client = new(_http.Http(_clock), _http.OAuth(_clock), Options.Create(_options), _clock);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    [Fact]
    public async Task Send_AsAdministrator_TakesATokenOfTheMasterRealm()
    {
        _http.Answer(Token).Answer("[]");

        Assert.True((await _client.ListAsync("users", Cancellation)).IsSuccess);

        Assert.Equal(
            [
                "https://kc.example/auth/realms/master/protocol/openid-connect/token",
                "https://kc.example/auth/admin/realms/my%20realm/users",
            ],
            _http.Calls.Select(call => new Uri(call.Address).AbsoluteUri));
        Assert.Contains("grant_type=password", _http.Calls[0].Body, StringComparison.Ordinal);
        Assert.Contains("client_id=admin-cli", _http.Calls[0].Body, StringComparison.Ordinal);
        Assert.Equal("Bearer t1", _http.Calls[1].Headers["Authorization"]);
    }

    [Fact]
    public async Task Send_AsServiceAccount_TakesATokenOfItsOwnRealm()
    {
        (_options.ClientId, _options.ClientSecret) = ("manager", "its secret");
        _http.Answer(Token).Answer("[]");

        Assert.True((await _client.ListAsync("users", Cancellation)).IsSuccess);

        Assert.Equal(
            "https://kc.example/auth/realms/my%20realm/protocol/openid-connect/token", new Uri(_http.Calls[0].Address).AbsoluteUri);
        Assert.Contains("grant_type=client_credentials", _http.Calls[0].Body, StringComparison.Ordinal);
        Assert.DoesNotContain("the+secret", _http.Calls[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_Token_IsKeptUntilTenSecondsBeforeItsEnd()
    {
        _http.Answer(Token).Answer("[]").Answer("[]").Answer(Token.Replace("t1", "t2", StringComparison.Ordinal)).Answer("[]");

        await _client.ListAsync("users", Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(49));
        await _client.ListAsync("users", Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _client.ListAsync("users", Cancellation);

        Assert.Equal(["Bearer t1", "Bearer t1", "Bearer t2"], Gets().Select(call => call.Headers["Authorization"]));
    }

    [Fact]
    public async Task Send_TokenThatKeycloakForgot_IsRenewedOnce()
    {
        _http.Answer(Token).Answer("{}", HttpStatusCode.Unauthorized)
            .Answer(Token.Replace("t1", "t2", StringComparison.Ordinal)).Answer("{}", HttpStatusCode.Unauthorized);

        Assert.Equal("Keycloak answered 401 to GET users", (await _client.ListAsync("users", Cancellation)).Error?.Detail);
        Assert.Equal(["Bearer t1", "Bearer t2"], Gets().Select(call => call.Headers["Authorization"]));
    }

    [Fact]
    public async Task Send_WithoutPassword_AsksNobody()
    {
        _options.Password = "";

        Assert.Equal(
            "KEYCLOAK_ADMIN_PASSWORD environment variable not set", (await _client.ListAsync("users", Cancellation)).Error?.Detail);
        Assert.Empty(_http.Calls);
    }

    [Fact]
    public async Task Send_TokenRefused_TellsTheCodeAndNoSecret()
    {
        _http.Answer("""{"error":"invalid_grant","error_description":"the secret is wrong"}""", HttpStatusCode.BadRequest);

        var error = (await _client.ListAsync("users", Cancellation)).Error!;

        Assert.Equal(ErrorKind.BadGateway, error.Kind);
        Assert.StartsWith("Keycloak gave no token for its admin API", error.Detail, StringComparison.Ordinal);
        Assert.Contains("invalid_grant", error.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, """{"error":"forbidden"}""", "Keycloak answered 403 to GET users (forbidden)")]
    [InlineData(500, "<html>", "Keycloak answered 500 to GET users")]
    [InlineData(200, "{}", "Keycloak answered 200 to GET users")]
    [InlineData(404, """{"error":"no such user ann"}""", "Keycloak answered 404 to GET users")]
    public async Task List_OtherAnswer_NamesTheKindOfThingAndNoName(int status, string body, string expected)
    {
        _http.Answer(Token).Answer(body, (HttpStatusCode)status);

        Assert.Equal(expected, (await _client.ListAsync("users/ann/groups?search=ann", Cancellation)).Error?.Detail);
    }

    [Theory]
    [InlineData(201, "https://kc.example/auth/admin/realms/r/users/id-7", true, "id-7")]
    [InlineData(201, "https://kc.example/auth/admin/realms/r/users/id-7/", true, "id-7")]
    [InlineData(201, "https://kc.example/", false, null)]
    [InlineData(201, null, false, null)]
    [InlineData(200, "https://kc.example/auth/admin/realms/r/users/id-7", false, null)]
    [InlineData(409, null, true, null)]
    public async Task Create_Answer_GivesTheIdOrSaysTaken(int status, string? location, bool isSuccess, string? id)
    {
        _http.Answer(Token).Answer("", (HttpStatusCode)status, location);

        var created = await _client.CreateAsync("users", new JsonObject(), Cancellation);

        Assert.Equal((isSuccess, id), (created.IsSuccess, created.Value?.Id));
    }

    [Fact]
    public async Task Groups_Tree_IsFlattenedWithPathsAndAttributes()
    {
        _http.Answer(Token).Answer("""
            [{"id":"1","name":"a","subGroups":[{"id":"2","name":"b","path":"/a/b","attributes":{"x":["1","2"],"y":[7]}},{"id":"3"}]},
             {"name":"without id","subGroups":[{"id":"4","name":"lost"}]},{"id":"5","name":"c","subGroups":7}]
            """);

        var groups = (await new KeycloakGroups(_client).ListAsync(Cancellation)).Value!;

        Assert.Equal(["1 a /a", "2 b /a/b", "5 c /c"], groups.Select(group => $"{group.Id} {group.Name} {group.Path}"));
        Assert.Equal(["x"], groups[1].Attributes!.Keys);
        Assert.Equal(["1", "2"], groups[1].Attributes!["x"]);
        Assert.Null(groups[0].Attributes);
    }

    [Fact]
    public async Task Groups_TreeWithoutEnd_IsCutAndNotFollowed()
    {
        var tree = string.Concat(Enumerable.Range(0, 20).Select(depth => $$"""{"id":"{{depth}}","name":"g{{depth}}","subGroups":["""))
            + string.Concat(Enumerable.Repeat("]}", 20));
        _http.Answer(Token).Answer($"[{tree}]");

        Assert.Equal(9, (await new KeycloakGroups(_client).ListAsync(Cancellation)).Value!.Count);
    }

    [Fact]
    public async Task Groups_Resolve_NamesTheFirstThatDoesNotExist()
    {
        const string List = """[{"id":"1","name":"a"},{"id":"2","name":"b"}]""";
        _http.Answer(Token).Answer(List).Answer(List);
        var groups = new KeycloakGroups(_client);

        Assert.Equal(["2", "1"], (await groups.ResolveAsync(["b", "a"], Cancellation)).Value!);
        var error = (await groups.ResolveAsync(["a", "A", "x"], Cancellation)).Error!;
        Assert.Equal((ErrorKind.Invalid, "Group 'A' not found in Keycloak"), (error.Kind, error.Detail));
    }

    [Fact]
    public async Task Groups_CreateAndDelete_TellTakenAndMissingApart()
    {
        _http.Answer(Token).Answer("", HttpStatusCode.Conflict).Answer("[]")
            .Answer("""[{"id":"a/b","name":"a"}]""").Answer("", HttpStatusCode.NoContent);
        var groups = new KeycloakGroups(_client);

        Assert.Equal("Group 'a' already exists", (await groups.CreateAsync("a", "what it is", Cancellation)).Error?.Detail);
        Assert.Equal("""{"name":"a","attributes":{"description":["what it is"]}}""", _http.Calls[1].Body);
        Assert.False((await groups.DeleteAsync("a", Cancellation)).Value);
        Assert.True((await groups.DeleteAsync("a", Cancellation)).Value);
        Assert.EndsWith("/groups/a%2Fb", _http.Calls[^1].Address, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://keycloak:8080", null, null, null)]
    [InlineData("https://kc.example/auth", "c", "s", null)]
    [InlineData("keycloak:8080", null, null, "KEYCLOAK_ADMIN_URL")]
    [InlineData("https://admin:pw@kc.example", null, null, "KEYCLOAK_ADMIN_URL")]
    [InlineData("https://kc.example?x=1", null, null, "KEYCLOAK_ADMIN_URL")]
    [InlineData("", null, null, "KEYCLOAK_ADMIN_URL")]
    [InlineData("http://keycloak:8080", "c", null, "KEYCLOAK_ADMIN_CLIENT_ID and KEYCLOAK_ADMIN_CLIENT_SECRET must be set together.")]
    [InlineData("http://keycloak:8080", null, "s", "KEYCLOAK_ADMIN_CLIENT_ID and KEYCLOAK_ADMIN_CLIENT_SECRET must be set together.")]
    public void Validate_Settings_AsListed(string url, string? client, string? secret, string? mistake)
    {
        var options = new KeycloakAdminOptions { IsUsed = true, Url = url, ClientId = client, ClientSecret = secret };
        var failures = new KeycloakAdminOptionsValidator().Validate(null, options).Failures ?? [];

        Assert.Equal(mistake is null ? 0 : 1, failures.Count());
        Assert.All(failures, failure => Assert.StartsWith(mistake!, failure, StringComparison.Ordinal));
        options.IsUsed = false;
        Assert.True(new KeycloakAdminOptionsValidator().Validate(null, options).Succeeded);
    }

    private IEnumerable<SentCall> Gets() => _http.Calls.Where(call => call.Method == "GET");
}
