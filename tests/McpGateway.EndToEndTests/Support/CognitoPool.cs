using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpGateway.EndToEndTests.Support;

/// <summary>
/// A user pool of cognito-local in its own process and, in another, what stands before it (<c>cognito-front.mjs</c>). The pool believes
/// that it is in AWS: its tokens name AWS's issuer.
/// </summary>
internal sealed partial class CognitoPool : IAsyncDisposable
{
    public const string Password = "whatever";
    private const string Region = "eu-central-1";
    private const string IssuerDomain = $"https://cognito-idp.{Region}.amazonaws.com";

    private readonly DirectoryInfo _data;
    private readonly ChildProcess _local;
    private readonly ChildProcess _front;
    private readonly HttpClient _client = new();
    private readonly Uri _backend;

    private CognitoPool(
        DirectoryInfo data, ChildProcess local, ChildProcess front, Uri backend, Uri address, string id, string clientId, string secret) =>
        (_data, _local, _front, _backend, Address, Id, ClientId, ClientSecret) = (
            data, local, front, backend, address, id, clientId, secret);

    /// <summary>Where the gateway and browsers find Cognito.</summary>
    public Uri Address { get; }

    public string Id { get; }

    /// <summary>The gateway's app client.</summary>
    public string ClientId { get; }

    public string ClientSecret { get; }

    /// <summary>What the gateway is told of it.</summary>
    public Dictionary<string, string?> Settings => new(StringComparer.Ordinal)
    {
        ["AUTH_PROVIDER"] = "cognito",
        ["AWS_REGION"] = Region,
        ["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE",
        ["AWS_SECRET_ACCESS_KEY"] = "secret-key-of-the-test",
        ["COGNITO_USER_POOL_ID"] = Id,
        ["COGNITO_CLIENT_ID"] = ClientId,
        ["COGNITO_CLIENT_SECRET"] = ClientSecret,
        ["COGNITO_ENDPOINT_URL"] = Address.ToString(),
        ["COGNITO_DOMAIN"] = Address.ToString(),
    };

    public static async Task<CognitoPool> StartAsync(CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("mcp-gateway-cognito-");
        await File.WriteAllTextAsync(
            Path.Combine(data.CreateSubdirectory(".cognito").FullName, "config.json"),
            JsonSerializer.Serialize(
                new { TokenConfig = new { IssuerDomain }, UserPoolDefaults = new { UsernameAttributes = Array.Empty<string>() } }),
            cancellationToken);
        var local = ChildProcess.Start(
            Repository.Node,
            [Path.Combine(Repository.NodePeers, "node_modules", "cognito-local", "lib", "bin", "start.js")],
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["HOST"] = "127.0.0.1",
                ["PORT"] = "0",
                ["AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE"] = "1",
            },
            data.FullName);
        var backend = await AddressAsync(local, cancellationToken);
        using var client = new HttpClient();
        var pool = await CallAsync(client, backend, "CreateUserPool", new { PoolName = "people" }, cancellationToken);
        var id = Text(pool.GetProperty("UserPool"), "Id");
        var made = await CallAsync(
            client, backend, "CreateUserPoolClient",
            new
            {
                UserPoolId = id,
                ClientName = "gateway",
                GenerateSecret = true,
                AllowedOAuthFlows = (string[])["code"],
                AllowedOAuthScopes = (string[])["openid", "email", "profile", "aws.cognito.signin.user.admin"],
            },
            cancellationToken);
        var gateway = made.GetProperty("UserPoolClient");
        var front = ChildProcess.Start(
            Repository.Node, ["cognito-front.mjs", backend.ToString(), id, $"{IssuerDomain}/{id}"], directory: Repository.NodePeers);
        return new(
            data, local, front, backend, await AddressAsync(
                front, cancellationToken), id, Text(gateway, "ClientId"), Text(gateway, "ClientSecret"));
    }

    /// <summary>The pool's own API, without the gateway.</summary>
    public Task<JsonElement> CallAsync(string operation, object body, CancellationToken cancellationToken) =>
        CallAsync(_client, _backend, operation, body, cancellationToken);

    /// <summary>Lets the gateway, whose address was not known before, be where sign-in and sign-out come back to.</summary>
    public Task AllowAsync(Uri gateway, CancellationToken cancellationToken) => CallAsync(
        "UpdateUserPoolClient",
        new
        {
            UserPoolId = Id,
            ClientId,
            CallbackURLs = new[] { new Uri(gateway, "/oauth2/callback/cognito") },
            LogoutURLs = new[] { new Uri(gateway, "/login") },
        },
        cancellationToken);

    /// <summary>Somebody signs in with a password, as applications do without a browser.</summary>
    public async Task<(string Access, string Id)> SignInAsync(string user, CancellationToken cancellationToken, string? clientId = null)
    {
        var answer = await CallAsync(
            "InitiateAuth", new
            {
                ClientId = clientId ?? ClientId,
                AuthFlow = "USER_PASSWORD_AUTH",
                AuthParameters = new { USERNAME = user, PASSWORD = Password },
            }, cancellationToken);
        var tokens = answer.GetProperty("AuthenticationResult");
        return (tokens.GetProperty("AccessToken").GetString()!, tokens.GetProperty("IdToken").GetString()!);
    }

    /// <summary>A machine fetches a token for itself.</summary>
    public async Task<string> MachineTokenAsync(string clientId, string secret, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("client_id", clientId), new("client_secret", secret)]);
        using var response = await _client.PostAsync(new Uri(Address, "/oauth2/token"), form, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return answer.GetProperty("access_token").GetString()!;
    }

    /// <param name="command"><c>down</c>, <c>up</c> or <c>state</c>.</param>
    /// <returns>How often the keys were fetched.</returns>
    public async Task<int> ControlAsync(string command, CancellationToken cancellationToken) =>
        (await _client.GetFromJsonAsync<JsonElement>(new Uri(Address, "/control/" + command), cancellationToken))
            .GetProperty("keyFetches")
            .GetInt32();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _front.DisposeAsync();
        await _local.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private static async Task<JsonElement> CallAsync(
        HttpClient client, Uri backend, string operation, object body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, backend)
        {
            Content = new StringContent(JsonSerializer.Serialize(body)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", "AWSCognitoIdentityProviderService." + operation);
        using var response = await client.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{operation}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static async Task<Uri> AddressAsync(ChildProcess process, CancellationToken cancellationToken) =>
        new(await process.WaitForLineAsync(
        line => Listening().Match(line) is { Success: true } match ? match.Groups["url"].Value : null, cancellationToken));

    private static string Text(JsonElement answer, string name) => answer.GetProperty(name).GetString()!;

    [GeneratedRegex(@"(running on|listening) (?<url>http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
