using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.Tests.Logs;

namespace McpGateway.EndToEndTests.Support;

/// <summary>A gateway with two configured OAuth clients, and a signed-in person who lets clients in by HTTP.</summary>
internal sealed partial class OAuthGateway : IAsyncDisposable
{
    public const string PublicClient = "native-app";
    public const string ServiceClient = "nightly-job";
    public const string ServiceSecret = "a secret of the nightly job, for tests only";
    public const string ServerPath = "/currenttime/mcp";

    private const string ToolsList = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

    private readonly GatewayProcess _gateway;

    private OAuthGateway(GatewayProcess gateway) => _gateway = gateway;

    /// <summary>Without a trailing slash: the issuer.</summary>
    public string Origin => _gateway.Address.GetLeftPart(UriPartial.Authority);

    public string Resource => Origin + ServerPath;

    public static async Task<OAuthGateway> StartAsync(CancellationToken cancellationToken)
    {
        var gateway = await GatewayProcess.StartAsync(cancellationToken, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["OAuth__Clients__0__ClientId"] = PublicClient,
            ["OAuth__Clients__0__RedirectUris__0"] = "http://127.0.0.1/callback",
            ["OAuth__Clients__1__ClientId"] = ServiceClient,
            ["OAuth__Clients__1__ClientSecret"] = ServiceSecret,
            ["OAuth__Clients__1__Groups__0"] = "registry-admins",
        });
        await gateway.SignInAsync(cancellationToken);
        return new(gateway);
    }

    /// <summary>Opens an authorization request as the signed-in person and allows it.</summary>
    /// <returns>Where the browser is sent back to.</returns>
    public async Task<Uri> AllowAsync(string authorization, CancellationToken cancellationToken)
    {
        using var opened = await _gateway.Client.GetAsync(new Uri(authorization), cancellationToken);
        if (opened.Headers.Location is { } known)
        {
            return known;
        }

        using var decided = await AllowAsync(opened, cancellationToken);
        Assert.NotNull(decided.Headers.Location);
        return decided.Headers.Location;
    }

    /// <summary>Enters the code that a device shows, and allows what it asks for.</summary>
    public async Task AllowDeviceAsync(string userCode, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent([new("user_code", userCode)]);
        using var entered = await _gateway.Client.PostAsync(new Uri("/device", UriKind.Relative), form, cancellationToken);
        using var decided = await AllowAsync(entered, cancellationToken);
        Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
    }

    /// <summary>Has a server behind the gateway list its tools.</summary>
    public async Task<HttpStatusCode> CallAsync(string? accessToken, CancellationToken cancellationToken)
    {
        TestLog.Current.Secret(accessToken ?? "");
        return (await _gateway.CallAsync(ServerPath, accessToken, ToolsList, cancellationToken)).Status;
    }

    /// <summary>A member of a token's payload, which clients have no business with.</summary>
    public static string ClaimOf(string token, string name)
    {
        var payload = System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]);
        return JsonSerializer.Deserialize<JsonElement>(payload).GetProperty(name).ToString();
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    private async Task<HttpResponseMessage> AllowAsync(HttpResponseMessage page, CancellationToken cancellationToken)
    {
        var html = await page.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(page.StatusCode == HttpStatusCode.OK && Ticket().IsMatch(html), $"{(int)page.StatusCode} {html}");
        using var form = new FormUrlEncodedContent([new("ticket", Ticket().Match(html).Groups["ticket"].Value), new("decision", "allow")]);
        return await _gateway.Client.PostAsync(new Uri(Action().Match(html).Groups["to"].Value, UriKind.Relative), form, cancellationToken);
    }

    [GeneratedRegex("name=\"ticket\" value=\"(?<ticket>[^\"]+)\"")]
    private static partial Regex Ticket();

    [GeneratedRegex("action=\"(?<to>[^\"]+)\"")]
    private static partial Regex Action();
}
