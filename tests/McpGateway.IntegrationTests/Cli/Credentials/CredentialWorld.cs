using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.IntegrationTests.Egress;
using McpGateway.IntegrationTests.Proxy;
using McpGateway.Tests.Cli;
using McpGateway.Tests.Logs;

namespace McpGateway.IntegrationTests.Cli.Credentials;

/// <summary>The credential commands, a provider that takes nothing on trust, and a clock that the test moves.</summary>
internal sealed class CredentialWorld : IAsyncDisposable
{
    private static readonly string[] Secret = ["access_token", "refresh_token"];

    private readonly HttpClient _browser = new(new SocketsHttpHandler { AllowAutoRedirect = true, UseCookies = false });

    private CredentialWorld(FakeProvider provider, TimerClock clock)
    {
        (Provider, Clock) = (provider, clock);
        Cli = new() { Time = clock };
    }

    public FakeProvider Provider { get; }

    public TimerClock Clock { get; }

    public TestCli Cli { get; }

    public string Tokens => Path.Combine(Cli.Home, ".oauth-tokens");

    public long Now => Clock.GetUtcNow().ToUnixTimeSeconds();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<CredentialWorld> StartAsync()
    {
        var clock = new TimerClock();
        return new(await FakeProvider.StartAsync(clock), clock);
    }

    /// <summary>Describes accounts at the provider, as numbered sets of settings.</summary>
    /// <param name="servers">The servers that they are for.</param>
    public void Configure(params string[] servers)
    {
        Provider.RedirectUri = $"http://127.0.0.1:{FreePort()}/callback";
        for (var index = 0; index < servers.Length; index++)
        {
            var number = index + 1;
            Cli.Variables[$"EGRESS_OAUTH_CLIENT_ID_{number}"] = FakeProvider.ClientId;
            Cli.Variables[$"EGRESS_OAUTH_CLIENT_SECRET_{number}"] = FakeProvider.ClientSecret;
            Cli.Variables[$"EGRESS_OAUTH_REDIRECT_URI_{number}"] = Provider.RedirectUri;
            Cli.Variables[$"EGRESS_OAUTH_SCOPE_{number}"] = "read write";
            Cli.Variables[$"EGRESS_PROVIDER_NAME_{number}"] = "tracker";
            Cli.Variables[$"EGRESS_MCP_SERVER_NAME_{number}"] = servers[index];
            Cli.Variables[$"EGRESS_OAUTH_AUTH_URL_{number}"] = Provider.Issuer + "/authorize";
            Cli.Variables[$"EGRESS_OAUTH_TOKEN_URL_{number}"] = Provider.Issuer + "/token";
        }
    }

    /// <summary>A token file as of a sign-in some time ago.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="left">Seconds until its end.</param>
    /// <param name="age">Seconds since it was issued.</param>
    public async Task SignedInAsync(string file, int left, int age = 3000)
    {
        var tokens = await ConsentAsync();
        Write(file, new()
        {
            ["provider"] = "tracker",
            ["access_token"] = tokens.GetProperty("access_token").GetString(),
            ["refresh_token"] = tokens.GetProperty("refresh_token").GetString(),
            ["expires_at"] = Now + left,
            ["saved_at"] = Clock.GetUtcNow().AddSeconds(-age).ToString("yyyy-MM-dd HH:mm:ss 'UTC'"),
        });
    }

    public void Write(string file, JsonObject content)
    {
        var path = Path.Combine(Tokens, file);
        Directory.CreateDirectory(Tokens);
        File.WriteAllText(path, content.ToJsonString());
    }

    public JsonObject Read(string file)
    {
        var token = JsonNode.Parse(File.ReadAllText(Path.Combine(Tokens, file)))!.AsObject();
        foreach (var name in Secret)
        {
            if (token[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String)
            {
                TestLog.Current.Secret(value.GetValue<string>());
            }
        }

        return token;
    }

    public string TextOf(string file, string member) => Read(file)[member]!.GetValue<string>();

    /// <summary>Opens pages as a user's browser does, who consents at once.</summary>
    public bool Browse(Uri page)
    {
        _ = _browser.GetAsync(page, Cancellation);
        return true;
    }

    public Task<HttpResponseMessage> GetAsync(string address) => _browser.GetAsync(new Uri(address), Cancellation);

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        Cli.Dispose();
        await Provider.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A whole authorization, without a browser.</summary>
    private async Task<JsonElement> ConsentAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        using var redirect = await http.GetAsync(
            new Uri($"{Provider.Issuer}/authorize?response_type=code&client_id={FakeProvider.ClientId}&code_challenge={challenge}"
                + $"&code_challenge_method=S256&state={verifier}&redirect_uri={Uri.EscapeDataString(Provider.RedirectUri)}"), Cancellation);
        var code = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(redirect.Headers.Location!.Query)["code"].ToString();
        using var request = new HttpRequestMessage(HttpMethod.Post, Provider.Issuer + "/token")
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", Provider.RedirectUri),
                new("code_verifier", verifier),
            ]),
        };
        var pair = $"{FakeProvider.ClientId}:{Uri.EscapeDataString(FakeProvider.ClientSecret)}";
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair)));
        using var answer = await http.SendAsync(request, Cancellation);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
