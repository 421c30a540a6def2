using System.Net;
using System.Text;
using McpGateway.Foundation;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Identity.Entra;
using McpGateway.Identity.Entra.Graph;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Foundation.Settings;

namespace McpGateway.Tests.Identity.Entra;

/// <summary>Refusals of Microsoft Graph, its pages, and the settings to reach it.</summary>
public sealed class GraphErrorsTests : IDisposable
{
    private static readonly GraphCall Call = GraphCall.Get("users/1/memberOf?$select=id", "User.Read.All");

    private readonly StubHttp _http = new();
    private readonly GraphClient _client;

    public GraphErrorsTests()
    {
        var clock = new ManualTimeProvider();
        var settings = new GraphSettings(new("https://login.example/t/token"), new("https://graph.example"), "app", "the secret");
        _client = new(_http.Http(clock), _http.OAuth(clock), settings, TimeSpan.Zero, clock);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    [Theory]
    [InlineData(401, "{}", "Microsoft Graph does not accept the gateway's token (401); check ENTRA_TENANT_ID and ENTRA_GRAPH_URL")]
    [InlineData(403, """{"error":{"code":"Authorization_RequestDenied","message":"of bob"}}""",
        "Microsoft Graph refused GET users (403 Authorization_RequestDenied); grant the app registration the application permission "
        + "User.Read.All with admin consent")]
    [InlineData(429, "{}", "Microsoft Graph limits the gateway's calls at the moment (429); try again later")]
    [InlineData(500, """{"error":{"code":"a b"}}""", "Microsoft Graph answered 500 to GET users")]
    [InlineData(500, """{"error":{"code":""}}""", "Microsoft Graph answered 500 to GET users")]
    [InlineData(500, """{"error":"text"}""", "Microsoft Graph answered 500 to GET users")]
    [InlineData(500, """{"error":{"code":7}}""", "Microsoft Graph answered 500 to GET users")]
    [InlineData(404, "<html>", "Microsoft Graph answered 404 to GET users")]
    [InlineData(409, """{"error":{"code":"Conflict-1.x_y"}}""", "Microsoft Graph answered 409 Conflict-1.x_y to GET users")]
    public void Of_Answer_IsToldWithWhatToDoAndWithoutGraphsWords(int status, string body, string expected)
    {
        var error = GraphErrors.Of(new((HttpStatusCode)status, Encoding.UTF8.GetBytes(body)), Call);

        Assert.Equal((ErrorKind.BadGateway, expected), (error.Kind, error.Detail));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Of_Code_IsBounded(int length, bool isTold)
    {
        var code = new string('c', length);
        var answer = new OutboundAnswer(HttpStatusCode.BadRequest, Encoding.UTF8.GetBytes($$$"""{"error":{"code":"{{{code}}}"}}"""));

        Assert.Equal(isTold, GraphErrors.Of(answer, Call).Detail.Contains(code, StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_Pages_AreReadWithOneTokenUpToTheLimit()
    {
        _http.Answer("""{"access_token":"t1","token_type":"Bearer","expires_in":3600}""")
            .Answer("""{"value":[{"id":"1"},{"id":"2"}],"@odata.nextLink":"https://graph.example/v1.0/users?$skiptoken=x"}""")
            .Answer("""{"value":[{"id":"3"},{"id":"4"}],"@odata.nextLink":"https://graph.example/v1.0/users?$skiptoken=y"}""");

        var listed = await _client.ListAsync(Call, GraphJsonContext.Default.Objects, 3, Cancellation);

        Assert.Equal(["1", "2", "3"], listed.Value!.Select(item => item.Id));
        Assert.Equal("https://graph.example/v1.0/users/1/memberOf?$select=id", _http.Calls[1].Address);
        Assert.Equal("https://graph.example/v1.0/users?$skiptoken=x", _http.Calls[2].Address);
        Assert.All(_http.Calls.Skip(1), call => Assert.Equal("Bearer t1", call.Headers["Authorization"]));
    }

    [Theory]
    [InlineData("https://evil.example/v1.0/users")]
    [InlineData("http://graph.example/v1.0/users")]
    [InlineData("https://graph.example/beta/users")]
    [InlineData("https://graph.example/v1.0/../beta/users")]
    [InlineData("users")]
    public async Task List_NextPageElsewhere_IsAnErrorAndNotAShorterList(string link)
    {
        _http.Answer("""{"access_token":"t1","token_type":"Bearer","expires_in":3600}""")
            .Answer($$"""{"value":[],"@odata.nextLink":"{{link}}"}""");

        var listed = await _client.ListAsync(Call, GraphJsonContext.Default.Objects, 3, Cancellation);

        Assert.StartsWith("Microsoft Graph names a further page in another place", listed.Error?.Detail, StringComparison.Ordinal);
        Assert.Equal(2, _http.Calls.Count);
    }

    [Fact]
    public async Task Send_TokenThatEndedEarly_IsRenewedOnce()
    {
        _http.Answer("""{"access_token":"t1","token_type":"Bearer","expires_in":3600}""").Answer("{}", HttpStatusCode.Unauthorized)
            .Answer("""{"access_token":"t2","token_type":"Bearer","expires_in":3600}""").Answer("{}", HttpStatusCode.Unauthorized);

        var answer = await _client.SendAsync(Call, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Value!.Status);
        Assert.Equal(
            ["Bearer t1", "Bearer t2"], _http.Calls.Where(call => call.Method == "GET").Select(call => call.Headers["Authorization"]));
    }

    [Theory]
    [InlineData(404, true, true)]
    [InlineData(404, false, false)]
    [InlineData(204, false, true)]
    [InlineData(500, true, false)]
    public async Task Change_NotFound_IsAsGoodAsDoneOnlyForDeletions(int status, bool missingIsDone, bool isDone)
    {
        _http.Answer("""{"access_token":"t1","token_type":"Bearer","expires_in":3600}""").Answer("", (HttpStatusCode)status);

        Assert.Equal(isDone, await _client.ChangeAsync(GraphCall.Delete("users/1", "p"), Cancellation, missingIsDone) is null);
    }

    [Theory]
    [InlineData("tenant", null, "IdentityProviders:Entra:TenantId")]
    [InlineData("tenant", "common", "must be the id or a domain of one tenant.")]
    [InlineData("tenant", "organizations", "must be the id or a domain of one tenant.")]
    [InlineData("tenant", "a/../b", "must be the id or a domain of one tenant.")]
    [InlineData("client", null, "IdentityProviders:Entra:ClientId")]
    [InlineData("secret", null, "IdentityProviders:Entra:ClientSecret")]
    [InlineData("half", null, "ENTRA_ADMIN_CLIENT_ID and ENTRA_ADMIN_CLIENT_SECRET")]
    [InlineData("login", "https://login.example/path", "IdentityProviders:Entra:LoginUrl")]
    [InlineData("login", "https://user:pw@login.example", "IdentityProviders:Entra:LoginUrl")]
    [InlineData("graph", "https://graph.example/v1.0", "IdentityProviders:Entra:GraphUrl")]
    [InlineData("graph", "https://graph.example?x=1", "IdentityProviders:Entra:GraphUrl")]
    [InlineData("graph", "ftp://graph.example", "IdentityProviders:Entra:GraphUrl")]
    [InlineData("graph", "graph.example", "IdentityProviders:Entra:GraphUrl")]
    [InlineData("domain", "ann@x.example", "must be a domain name such as example.org.")]
    [InlineData("domain", "", "must be a domain name such as example.org.")]
    public void Validate_Mistake_IsOneMessageThatNamesTheKeyAndNoSecret(string field, string? value, string expected)
    {
        var options = Options();
        switch (field)
        {
            case "tenant": options.TenantId = value; break;
            case "client": options.ClientId = value; break;
            case "secret": options.ClientSecret = value; break;
            case "login": options.LoginUrl = value!; break;
            case "graph": options.GraphUrl = value!; break;
            case "domain": options.UserDomain = value; break;
            default: options.IsHalfAdministrator = true; break;
        }

        var failure = Assert.Single(Validate(options));
        Assert.Contains(MentionedAs(expected), failure, StringComparison.Ordinal);
        Assert.DoesNotContain("the secret", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_Complete_OrNotUsed_Succeeds()
    {
        Assert.Empty(Validate(Options()));
        Assert.Empty(Validate(new()));
    }

    private static string MentionedAs(string expected) =>
        expected.StartsWith("IdentityProviders:", StringComparison.Ordinal) ? TestSettings.Of().NameOf(expected) : expected;

    private static IEnumerable<string> Validate(EntraAdminOptions options) =>
        new EntraAdminOptionsValidator(TestSettings.Of()).Validate(null, options).Failures ?? [];

    private static EntraAdminOptions Options() => new()
    {
        IsUsed = true,
        TenantId = "8c9a4c2e-0000-0000-0000-000000000001",
        ClientId = "app",
        ClientSecret = "the secret",
        UserDomain = "x.example",
    };
}
