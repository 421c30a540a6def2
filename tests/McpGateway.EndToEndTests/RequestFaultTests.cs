using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>Requests to the REST surface that cannot be read, or lead nowhere: the client is told, and the log holds no failure.</summary>
public sealed class RequestFaultTests(SharedGateway shared) : IClassFixture<SharedGateway>, IAsyncLifetime
{
    private readonly GatewayProcess _gateway = shared.Gateway;
    private string _token = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _token = await _gateway.VendAsync(Cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("/api/tokens/generate", "application/json")]
    [InlineData("/api/servers/register", "application/x-www-form-urlencoded")]
    [InlineData("/oauth2/register", "application/json")]
    public async Task Post_ChunkSizeThatNoNumberHolds_Is400_AndNoFailureIsLogged(string path, string type)
    {
        var answer = await SendRawAsync(
            $"POST {path} HTTP/1.1\r\nHost: {_gateway.Address.Authority}\r\nContent-Type: {type}\r\nAuthorization: Bearer {_token}\r\n"
            + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", _gateway.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/audit/calls?from=xx", HttpStatusCode.BadRequest, "The value of 'from' must be a time such as 2030-01-31T12:00:00Z.")]
    [InlineData("/api/audit/calls?limit=many", HttpStatusCode.BadRequest, "The value of 'limit' must be a whole number.")]
    [InlineData("/api/no-such-thing", HttpStatusCode.NotFound, "Not Found")]
    [InlineData("/api/no/such/thing", HttpStatusCode.NotFound, "Not Found")]
    [InlineData("/v0.1/nothing", HttpStatusCode.NotFound, "Not Found")]
    public async Task Get_Fault_HasADetail(string path, HttpStatusCode status, string detail)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        using var answer = await _gateway.Client.SendAsync(request, Cancellation);
        var body = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Cancellation));

        Assert.Equal((status, detail), (answer.StatusCode, body.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Get_UnknownPathOfTheApi_WithoutACredential_Is401()
    {
        using var stranger = new HttpClient { BaseAddress = _gateway.Address };
        using var answer = await stranger.GetAsync(new Uri("/api/no-such-thing", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private async Task<string> SendRawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_gateway.Address.Host, _gateway.Address.Port, Cancellation);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        var buffer = new byte[4096];
        var read = await stream.ReadAtLeastAsync(buffer, 12, throwOnEndOfStream: false, Cancellation);
        return Encoding.ASCII.GetString(buffer, 0, read);
    }
}
