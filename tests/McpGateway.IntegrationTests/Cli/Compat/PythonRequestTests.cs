using System.Net;
using System.Text;
using McpGateway.IntegrationTests.Composition;

namespace McpGateway.IntegrationTests.Cli.Compat;

/// <summary>
/// Requests as the Python scripts put them on the wire where those of <c>mcpgw compat</c> look otherwise: a content type without a
/// body, the token in two headers at once, names that are not escaped, the headers of their HTTP library.
/// </summary>
public sealed class PythonRequestTests(CompatGateway gateway) : IClassFixture<CompatGateway>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/api/agents", 200)]
    [InlineData("GET", "/api/agents/never-there", 404)]
    [InlineData("POST", "/api/agents/never-there/toggle?enabled=true", 404)]
    [InlineData("POST", "/api/agents/discover/semantic?query=review+code&max_results=10", 200)]
    [InlineData("DELETE", "/api/agents/never-there", 404)]
    public async Task Request_JsonContentTypeWithoutABody_IsAnswered(string method, string path, int status)
    {
        using var content = new ByteArrayContent([]);
        content.Headers.ContentType = new("application/json");

        Assert.Equal(status, await SendAsync(method, path, content, "Authorization"));
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("X-Authorization")]
    [InlineData("Authorization", "X-Authorization")]
    public async Task McpCall_TokenInOneOrBothHeaders_IsLetIn(params string[] headers)
    {
        using var content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", Encoding.UTF8, "application/json");

        Assert.Equal(200, await SendAsync("POST", "/currenttime/mcp", content, headers));
    }

    [Theory]
    [InlineData("DELETE", "/api/management/iam/groups/no such group", 404)]
    [InlineData("GET", "/api/servers/groups/no such group", 404)]
    [InlineData("DELETE", "/api/federation/config/default/anthropic/servers/io.github.x/y", 404)]
    [InlineData("GET", "/v0.1/servers/io.mcpgateway/currenttime/versions/latest", 200)]
    [InlineData("GET", "/v0.1/servers/io.mcpgateway%252Fcurrenttime/versions/latest", 200)]
    [InlineData("GET", "/api/version", 200)]
    public async Task Request_NameAsItIs_IsAnswered(string method, string path, int status) =>
        Assert.Equal(status, await SendAsync(method, path, null, "Authorization"));

    [Fact]
    public async Task InternalToggle_OfTheShellScript_IsAnswered()
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Address, "/api/internal/toggle"))
        {
            Content = new StringContent("service_path=%2Fnever-there", Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
        var pair = Encoding.UTF8.GetBytes($"{ComposedGateway.Administrator}:{ComposedGateway.Password}");
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(pair));

        using var answer = await client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("\"Service not found\"", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task<int> SendAsync(string method, string path, HttpContent? content, params string[] tokenHeaders)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = true });
        using var request = new HttpRequestMessage(new(method), new Uri(gateway.Address, path)) { Content = content };
        request.Headers.TryAddWithoutValidation("User-Agent", "python-requests/2.32.5");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate");
        request.Headers.TryAddWithoutValidation("Accept", path.EndsWith("/mcp", StringComparison.Ordinal)
            ? "application/json, text/event-stream"
            : "*/*");
        foreach (var header in tokenHeaders)
        {
            request.Headers.TryAddWithoutValidation(header, "Bearer " + gateway.Token);
        }

        using var answer = await client.SendAsync(request, Cancellation);
        return (int)answer.StatusCode;
    }
}
