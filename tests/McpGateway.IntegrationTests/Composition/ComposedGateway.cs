using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using McpGateway.Access.Decisions;
using McpGateway.Host;
using McpGateway.IntegrationTests.Identity;
using McpGateway.Tests.Logs;
using McpGateway.Tests.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Composition;

/// <summary>
/// The product as its own process composes it, inside the test process: every middleware and endpoint in the product's order, on a real
/// server and a database of its own. Settings come from the test alone; the machine's environment variables are not read.
/// </summary>
internal sealed class ComposedGateway : IAsyncDisposable
{
    public const string Administrator = "admin";

    /// <summary>Of every local account.</summary>
    public const string Password = "correct horse battery staple";

    public const string SessionCookie = "mcp_gateway_session";

    private readonly WebApplication _app;
    private readonly TemporaryDirectory _data;
    private readonly SocketsHttpHandler _handler = new() { UseCookies = false, AllowAutoRedirect = false };
    private HttpClient? _administrator;

    private ComposedGateway(WebApplication app, TemporaryDirectory data, LogSink logs) => (_app, _data, Logs) = (app, data, logs);

    public Uri Address => new(_app.Urls.Single());

    public IServiceProvider Services => _app.Services;

    public LogSink Logs { get; }

    /// <summary>Everything that routing can choose.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints =>
        [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    /// <summary>Whether the scope is in this gateway's memory.</summary>
    public bool Knows(string scope) =>
        Services.GetRequiredService<AccessSnapshotHolder>().Current.FindScope(scope) is not null;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<ComposedGateway> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync(static _ => { }, static _ => { }, settings);

    /// <param name="addEndpoints">Maps what a test needs beside the product's own endpoints.</param>
    public static Task<ComposedGateway> StartAsync(
        Action<IEndpointRouteBuilder> addEndpoints, params (string Key, string Value)[] settings) =>
        StartAsync(static _ => { }, addEndpoints, settings);

    /// <param name="addServices">Adds what a test needs beside the product's own parts.</param>
    /// <param name="addEndpoints">Maps what a test needs beside the product's own endpoints.</param>
    public static async Task<ComposedGateway> StartAsync(
        Action<IServiceCollection> addServices, Action<IEndpointRouteBuilder> addEndpoints, params (string Key, string Value)[] settings)
    {
        var data = new TemporaryDirectory();
        var all = Settings(settings, data);
        TestLog.Current.SecretSettings(all);

        // The environment's name is read before anything can be taken out of the configuration, so it is stated.
        string[] args = ["--urls", "http://127.0.0.1:0", "--environment", "Production"];
        var builder = GatewayApplication.CreateBuilder(args, usesSocketThreads: false);
        var logs = new LogSink();
        Isolate(builder, all, logs);
        addServices(builder.Services);
        var app = GatewayApplication.Build(builder);
        addEndpoints(app);
        var gateway = new ComposedGateway(app, data, logs);
        try
        {
            await GatewayStart.PrepareAsync(app.Services, Cancellation);
            await app.StartAsync(Cancellation);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>A caller without a credential. Keeps no cookies and follows no redirects.</summary>
    public HttpClient Anonymous(params (string Name, string Value)[] headers)
    {
        var client = new HttpClient(_handler, disposeHandler: false) { BaseAddress = Address };
        foreach (var (name, value) in headers)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        return client;
    }

    /// <summary>A browser in which a local account is signed in: the session cookie and nothing else.</summary>
    public async Task<HttpClient> SignedInAsync(string user, params (string Name, string Value)[] headers)
    {
        using var browser = Anonymous(("Accept", "application/json"));
        using var form = new FormUrlEncodedContent([new("username", user), new("password", Password)]);
        using var answer = await browser.PostAsync(new Uri("/api/auth/login", UriKind.Relative), form, Cancellation);
        await EnsureAsync(answer);
        var cookie = answer.Headers.GetValues("Set-Cookie")
            .Single(value => value.StartsWith(SessionCookie + "=", StringComparison.Ordinal))
            .Split(';')[0];
        TestLog.Current.Secret(cookie[(SessionCookie.Length + 1)..]);
        return Anonymous([("Cookie", cookie), .. headers]);
    }

    /// <summary>A program with an API token of a local account; without named scopes it has all of the account's.</summary>
    public async Task<HttpClient> BearerAsync(string user, params string[] scopes)
    {
        using var session = await SignedInAsync(user);
        return Anonymous(("Authorization", "Bearer " + (await VendAsync(session, scopes)).Token));
    }

    /// <summary>A script that sends name and password with each request.</summary>
    public HttpClient Basic(string user) =>
        Anonymous(("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{Password}"))));

    /// <summary>A service account that has exchanged its secret for a token (client credentials).</summary>
    public async Task<HttpClient> MachineAsync(string name, string secret)
    {
        using var client = Basic(name, secret);
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials")]);
        using var answer = await client.PostAsync(new Uri("/oauth2/token", UriKind.Relative), form, Cancellation);
        return Anonymous(("Authorization", "Bearer " + (await JsonAsync(answer)).GetProperty("access_token").GetString()));
    }

    /// <summary>The id of a new API token of the administrator.</summary>
    public async Task<string> VendTokenIdAsync() => (await VendAsync(await AdministratorAsync(), [])).Id;

    public async Task CreateUserAsync(string user, params string[] groups)
    {
        var email = user + "@example.test";
        var body = new { username = user, email, first_name = user, last_name = "Test", groups, password = Password };
        await PostAsync("/api/management/iam/users/human", JsonContent.Create(body));
    }

    /// <returns>The secret of the new account.</returns>
    public async Task<string> CreateServiceAccountAsync(string name, params string[] groups)
    {
        var answer = await PostAsync("/api/management/iam/users/m2m", JsonContent.Create(new { name, groups }));
        return answer.GetProperty("client_secret").GetString()!;
    }

    /// <summary>A group with a scope of the same name. Both lists are those of the group's file.</summary>
    public Task CreateGroupAsync(string name, object[] serverAccess, IReadOnlyDictionary<string, string[]> uiPermissions) => PostAsync(
        "/api/servers/groups/import",
        JsonContent.Create(new { scope_name = name, server_access = serverAccess, ui_permissions = uiPermissions }));

    /// <summary>Registers a server and leaves it switched off.</summary>
    public Task RegisterServerAsync(string path, Uri upstream) => PostAsync(
        "/api/servers/register",
        new FormUrlEncodedContent(
        [
            new("name", path.Trim('/')), new("description", "A server under test"),
            new("path", path), new("proxy_pass_url", upstream.ToString()),
        ]));

    /// <summary>Posts as the administrator, and expects success.</summary>
    public async Task<JsonElement> PostAsync(string path, HttpContent? content = null)
    {
        using (content)
        {
            using var answer = await (await AdministratorAsync()).PostAsync(new Uri(path, UriKind.Relative), content, Cancellation);
            return await JsonAsync(answer);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _administrator?.Dispose();
        _handler.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Logs.Dispose();
        _data.Dispose();
    }

    private HttpClient Basic(string name, string secret) =>
        Anonymous(("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{secret}"))));

    private async Task<HttpClient> AdministratorAsync() => _administrator ??= await SignedInAsync(Administrator);

    private static async Task<(string Token, string Id)> VendAsync(HttpClient session, string[] scopes)
    {
        using var answer = await session.PostAsJsonAsync("/api/tokens/generate", new { requested_scopes = scopes }, Cancellation);
        var json = await JsonAsync(answer);
        var token = json.GetProperty("tokens").GetProperty("access_token").GetString()!;
        return (token, json.GetProperty("token_data").GetProperty("jti").GetString()!);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        await EnsureAsync(answer);
        return TestLog.Current.SecretMembers(await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
    }

    private static async Task EnsureAsync(HttpResponseMessage answer) => Assert.True(
        answer.IsSuccessStatusCode,
        $"{answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancellation)}");

    private static Dictionary<string, string?> Settings((string Key, string Value)[] stated, TemporaryDirectory data)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["ADMIN_PASSWORD"] = Password,
            ["DATA_DIR"] = data.Path,

            // What is tested here is not the model: it would be loaded for each of hundreds of gateways.
            ["EMBEDDINGS_PROVIDER"] = "builtin",

            // Who counts by names of meters counts what every gateway of the process does.
            ["Metrics:AtStart"] = "false",
        };
        foreach (var (key, value) in stated)
        {
            settings[key] = value;
        }

        return settings;
    }

    private static void Isolate(WebApplicationBuilder builder, Dictionary<string, string?> settings, LogSink logs)
    {
        foreach (var source in builder.Configuration.Sources.OfType<EnvironmentVariablesConfigurationSource>().ToArray())
        {
            builder.Configuration.Sources.Remove(source);
        }

        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders().AddProvider(logs).AddTestLog("composed");
    }
}
