using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;
using McpGateway.IntegrationTests.Storage;

namespace McpGateway.EndToEndTests;

/// <summary>Two gateway processes on one PostgreSQL, as behind a load balancer without affinity.</summary>
public sealed class ReplicaTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":"""
            + """{"name":"t","version":"1"}}}""";

    private GatewayProcess _one = null!;
    private GatewayProcess _other = null!;
    private NodeServer _upstream = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["STORAGE_BACKEND"] = "postgresql",
            ["DATABASE_URL"] = await postgres.CreateDatabaseAsync(Cancellation),
            ["SECRET_KEY"] = "the key that every replica has, long enough",
        };
        var replicas = await Task.WhenAll(
            GatewayProcess.StartAsync(Cancellation, settings), GatewayProcess.StartAsync(Cancellation, settings));
        (_one, _other) = (replicas[0], replicas[1]);
        await _one.SignInAsync(Cancellation);
        await _other.SignInAsync(Cancellation);
        _upstream = await NodeServer.StartAsync("stateful-server.mjs", Cancellation);
        await _one.RegisterAsync("/peer", _upstream.Address, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        await _one.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Call_ServerTokenAndSessionOfOneReplica_WorkOnTheOther()
    {
        var token = await _one.VendAsync(Cancellation);
        await Eventually.UntilAsync(async () =>
            (await _other.CallAsync("/peer/mcp", token, Initialize, Cancellation)).Status == HttpStatusCode.OK);

        var session = (await _one.CallAsync("/peer/mcp", token, Initialize, Cancellation)).Headers.GetValues("Mcp-Session-Id").Single();
        using var listed = await ListAsync(_other, token, session);
        var body = await listed.Content.ReadAsStringAsync(Cancellation);

        Assert.True(listed.IsSuccessStatusCode, body);
        Assert.Contains("test_simple_text", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrowserSession_OfOneReplica_IsKnownToTheOtherAndEndsOnBoth()
    {
        using var login = await _one.Client.GetAsync(new Uri("/api/auth/me", UriKind.Relative), Cancellation);
        var cookie = await CookieAsync(_one);

        var before = await MeAsync(_other, cookie);
        using var signOut = new HttpRequestMessage(HttpMethod.Post, new Uri(_one.Address, "/api/auth/logout"));
        signOut.Headers.TryAddWithoutValidation("Cookie", cookie);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        using var signedOut = await client.SendAsync(signOut, Cancellation);

        Assert.True(login.IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.OK, before);
        await Eventually.UntilAsync(async () => await MeAsync(_other, cookie) == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Token_RevokedOnOneReplica_IsRefusedByTheOtherAndItsStreamThereEnds()
    {
        using var vended = await _one.Client.PostAsJsonAsync("/api/tokens/generate", new { expires_in_hours = 1 }, Cancellation);
        var answer = await vended.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        var token = answer.GetProperty("tokens").GetProperty("access_token").GetString()!;
        await Eventually.UntilAsync(async () =>
            (await _other.CallAsync("/peer/mcp", token, Initialize, Cancellation)).Status == HttpStatusCode.OK);
        var session = (await _other.CallAsync("/peer/mcp", token, Initialize, Cancellation)).Headers.GetValues("Mcp-Session-Id").Single();
        using var stream = await _other.OpenStreamAsync("/peer/mcp", token, session, Cancellation);
        var ended = GatewayProcess.DrainAsync(await stream.Content.ReadAsStreamAsync(Cancellation), Cancellation);

        using var revoked = await _one.Client.DeleteAsync(
            new Uri("/api/tokens/" + answer.GetProperty("token_data").GetProperty("jti").GetString(), UriKind.Relative), Cancellation);

        Assert.True(revoked.IsSuccessStatusCode);
        await ended.WaitAsync(Eventually.Patience, Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _other.CallAsync("/peer/mcp", token, List, Cancellation)).Status);
    }

    [Fact]
    public async Task Crash_OfOneReplica_TheOtherServesAndRegisters()
    {
        var token = await _one.VendAsync(Cancellation);
        await _one.KillAsync(Cancellation);

        await using var upstream = await NodeServer.StartAsync("stateful-server.mjs", Cancellation);
        await _other.RegisterAsync("/late", upstream.Address, Cancellation, "Late");

        Assert.Equal(HttpStatusCode.OK, (await _other.CallAsync("/peer/mcp", token, Initialize, Cancellation)).Status);

        // A new server is held until it was scanned, which begins when the lease of the one that died has ended.
        await Eventually.UntilAsync(async () =>
            (await _other.CallAsync("/late/mcp", token, Initialize, Cancellation)).Status == HttpStatusCode.OK);
    }

    private static async Task<string> CookieAsync(GatewayProcess gateway)
    {
        using var form = new FormUrlEncodedContent([new("username", "admin"), new("password", GatewayProcess.Password)]);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        using var answer = await client.PostAsync(new Uri(gateway.Address, "/api/auth/login"), form, Cancellation);
        return answer.Headers.GetValues("Set-Cookie").First().Split(';')[0];
    }

    private static async Task<HttpStatusCode> MeAsync(GatewayProcess gateway, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, "/api/auth/me"));
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var answer = await client.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> ListAsync(GatewayProcess gateway, string token, string session)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Address, "/peer/mcp"));
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        request.Headers.TryAddWithoutValidation("Mcp-Session-Id", session);
        request.Content = new StringContent(List, System.Text.Encoding.UTF8, "application/json");
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        return await client.SendAsync(request, Cancellation);
    }
}
