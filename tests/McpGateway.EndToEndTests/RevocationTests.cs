using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>Access that is taken away ends at the next call, and streams that are open under it are closed within a second.</summary>
public sealed class RevocationTests(GatewayWithPeers shared) : IClassFixture<GatewayWithPeers>, IAsyncLifetime
{
    private const string Users = "/api/management/iam/users";
    private const string BobsPassword = "a password of bob";

    /// <summary>The promise is a second, and it takes milliseconds; a machine that runs tests may be as busy as it likes.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly GatewayProcess _gateway = shared.Gateway;
    private readonly string _user = $"bob-{Guid.NewGuid():N}";
    private readonly string _team = $"team-{Guid.NewGuid():N}";
    private HttpClient _bob = null!;
    private string _token = "";
    private string _tokenId = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await SendAsync(HttpMethod.Post, "/api/management/iam/groups", new { name = _team });
        await SendAsync(HttpMethod.Post, "/api/servers/groups/import", new
        {
            scope_name = _team,
            server_access = new[]
            {
                new { server = "stateful", methods = (string[])["all"], tools = (string[])["*"] },
                new { server = "api", methods = (string[])["tokens", "POST"], tools = Array.Empty<string>() },
            },
            group_mappings = (string[])[_team],
        });
        await SendAsync(HttpMethod.Post, Users + "/human", new
        {
            username = _user,
            email = _user + "@example.org",
            firstname = "Bob",
            lastname = "B",
            groups = (string[])[_team],
            password = BobsPassword,
        });
        _bob = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _gateway.Address };
        using var form = new FormUrlEncodedContent([new("username", _user), new("password", BobsPassword)]);
        using var signedIn = await _bob.PostAsync(new Uri("/api/auth/login", UriKind.Relative), form, Cancellation);
        using var vended = await _bob.PostAsJsonAsync("/api/tokens/generate", new { expires_in_hours = 1 }, Cancellation);
        var tokens = await vended.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Cancellation);
        Assert.True(vended.IsSuccessStatusCode, tokens.ToString());
        (_token, _tokenId) = (
            tokens.GetProperty("tokens").GetProperty("access_token").GetString()!,
            tokens.GetProperty("token_data").GetProperty("jti").GetString()!);
    }

    public ValueTask DisposeAsync()
    {
        _bob.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("delete user", HttpStatusCode.Unauthorized)]
    [InlineData("disable user", HttpStatusCode.Unauthorized)]
    [InlineData("take group from user", HttpStatusCode.Forbidden)]
    [InlineData("delete group", HttpStatusCode.Forbidden)]
    [InlineData("delete scope", HttpStatusCode.Forbidden)]
    [InlineData("take rule from scope", HttpStatusCode.Forbidden)]
    [InlineData("revoke token", HttpStatusCode.Unauthorized)]
    public async Task AccessTakenAway_OpenStreamAndNextCall_End(string what, HttpStatusCode expected)
    {
        var session = await OpenSessionAsync();
        using var stream = await _gateway.OpenStreamAsync("/stateful/mcp", _token, session, Cancellation);
        await using var events = await stream.Content.ReadAsStreamAsync(Cancellation);
        var ended = GatewayProcess.DrainAsync(events, Cancellation);
        Assert.False(ended.IsCompleted);

        var clock = Stopwatch.StartNew();
        await TakeAwayAsync(what);
        await ended.WaitAsync(Eventually.Patience, Cancellation);
        var took = clock.Elapsed;
        TestContext.Current.TestOutputHelper?.WriteLine($"The stream ended after {took.TotalMilliseconds:0} ms.");
        var next = await _gateway.CallAsync("/stateful/mcp", _token, """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""", Cancellation);

        Assert.True(took < Limit, $"The stream ended after {took.TotalMilliseconds:0} ms.");
        Assert.Equal(expected, next.Status);
    }

    private Task TakeAwayAsync(string what) => what switch
    {
        "delete user" => SendAsync(HttpMethod.Delete, Users + "/" + _user),
        "disable user" => SendAsync(HttpMethod.Patch, Users + "/" + _user, new { enabled = false }),
        "take group from user" => SendAsync(HttpMethod.Patch, Users + "/" + _user, new { groups = (string[])["public-mcp-users"] }),
        "delete group" => SendAsync(HttpMethod.Delete, "/api/management/iam/groups/" + _team),
        "delete scope" => _gateway.PostFormAsync(
            "/api/servers/groups/delete", Cancellation, new("group_name", _team), new("delete_from_keycloak", "false")),
        "take rule from scope" => SendAsync(HttpMethod.Post, "/api/servers/groups/import", new
        {
            scope_name = _team,
            server_access = new[] { new { server = "api", methods = (string[])["tokens", "POST"], tools = Array.Empty<string>() } },
            group_mappings = (string[])[_team],
        }),
        _ => SendAsync(HttpMethod.Delete, "/api/tokens/" + _tokenId),
    };

    private async Task SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await _gateway.Client.SendAsync(request, Cancellation);
        Assert.True(
            response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Cancellation)}");
    }

    private async Task<string> OpenSessionAsync()
    {
        const string initialize =
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":"""
                + """{"name":"t","version":"1"}}}""";
        var answer = await _gateway.CallAsync("/stateful/mcp", _token, initialize, Cancellation);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body?.ToString());
        return answer.Headers.GetValues("Mcp-Session-Id").Single();
    }
}
