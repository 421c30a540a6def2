using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using McpGateway.Access;
using McpGateway.Access.Scopes;
using McpGateway.AuthorizationServer;
using McpGateway.Core.Egress;
using McpGateway.Core.Health;
using McpGateway.Core.Registry;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Routing;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Sessions;
using McpGateway.Identity.Signing;
using McpGateway.Identity.Users;
using McpGateway.IntegrationTests.Identity;
using McpGateway.IntegrationTests.Proxy;
using McpGateway.Proxy;
using McpGateway.Proxy.Recording;
using McpGateway.Storage;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Egress;

/// <summary>
/// The gateway with everything that egress needs, in front of an MCP server that takes the provider's tokens only. Worlds on one store
/// stand for replicas.
/// </summary>
internal sealed class EgressWorld : IAsyncDisposable
{
    public const string Server = "/team/jira";

    private readonly List<IAsyncDisposable> _owned = [];
    private WebApplication _app = null!;
    private EgressUpstream _upstream = null!;

    public ManualTimeProvider Clock { get; private init; } = new();

    public LogSink Logs { get; } = new();

    public FakeProvider Provider { get; private set; } = null!;

    public EgressUpstream Upstream => _upstream;

    public Uri Address => new(_app.Urls.Single());

    public HttpClient Client { get; private set; } = null!;

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public DocumentStore Documents => Get<DocumentStore>();

    /// <summary><c>PUBLIC_URL</c>; null for where the request came to.</summary>
    private string? PublicUrl { get; init; }

    public static async Task<EgressWorld> StartAsync(string? directory = null, string? publicUrl = null)
    {
        var world = new EgressWorld { PublicUrl = publicUrl };
        world.Provider = await FakeProvider.StartAsync(world.Clock);
        world._owned.Add(world.Provider);
        world._upstream = await EgressUpstream.StartAsync(world.Provider);
        world._owned.Add(world._upstream);
        await world.StartGatewayAsync(directory is null ? new MemoryDocumentStorage(world.Clock) : null, directory);
        await world.SeedAsync();
        return world;
    }

    /// <summary>Another replica on the same store.</summary>
    public async Task<EgressWorld> ReplicaAsync()
    {
        var replica = new EgressWorld { Clock = Clock, Provider = Provider };
        replica._upstream = _upstream;
        await replica.StartGatewayAsync((MemoryDocumentStorage)Get<IDocumentStorage>(), null);
        return replica;
    }

    /// <summary>Settings of the pre-registered client; what differs is given.</summary>
    public object Settings(string mode = "user_oauth") => new
    {
        mode,
        provider = "custom",
        issuer = Provider.Issuer,
        authorization_endpoint = mode == "user_oauth" ? Provider.Issuer + "/authorize" : null,
        token_endpoint = Provider.Issuer + "/token",
        revocation_endpoint = Provider.Issuer + "/revoke",
        client_id = FakeProvider.ClientId,
        client_secret = FakeProvider.ClientSecret,
        scopes = new[] { "read", "write" },
        audience = mode == "user_oauth" ? null : "upstream-api",
    };

    public async Task ConfigureAsync(object? settings = null)
    {
        using var answer = await SendAsync(HttpMethod.Put, "/api/egress/servers" + Server, "root", settings ?? Settings());
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? user, object? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : JsonContent.Create(json) };
        if (user is not null)
        {
            request.Headers.Add("Authorization", "Bearer " + TokenOf(user));
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Calls the tool through the gateway.</summary>
    public async Task<Call> CallAsync(string user, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, Server + "/mcp")
        { Content = new StringContent(Messages.Call("whoami"), Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Authorization", "Bearer " + TokenOf(user));
        request.Headers.Add("Accept", "application/json, text/event-stream");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var json = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var account = json.TryGetProperty("result", out var result) ? result.GetProperty("account").GetString() : null;
        return new((int)answer.StatusCode, account, json, answer.Headers.WwwAuthenticate.Count > 0);
    }

    /// <summary>A browser's session.</summary>
    public async Task<(string Name, string Value)> SessionAsync(string user)
    {
        var now = Clock.GetUtcNow();
        var created = await Get<SessionStore>().CreateAsync(
            new()
            {
                Subject = $"local:{user}",
                UserName = user,
                Groups = [],
                AuthMethod = "traditional",
                Provider = CredentialIdentity.LocalProvider,
                IssuedAt = now,
                ExpiresAt = now.AddHours(8),
            },
            TestContext.Current.CancellationToken);
        return ("Cookie", $"{AuthHost.CookieName}={created.Value}");
    }

    /// <summary>Goes through the browser's steps up to the address that the provider sends back to.</summary>
    public async Task<Round> BeginAsync((string Name, string Value) session, string query = "")
    {
        using var start = await SendAsync(HttpMethod.Get, $"/api/egress/connect{Server}{query}", null, null, session);
        Assert.True(
            start.StatusCode == HttpStatusCode.Redirect, await start.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var cookie = start.Headers.GetValues("Set-Cookie").Single();
        using var consent = await Client.GetAsync(start.Headers.Location, TestContext.Current.CancellationToken);
        Assert.True(
            consent.StatusCode == HttpStatusCode.Redirect, await consent.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return new(start.Headers.Location!, consent.Headers.Location!, cookie);
    }

    public Task<HttpResponseMessage> FinishAsync(Round round, (string Name, string Value) session) => SendAsync(
        HttpMethod.Get, round.Callback.PathAndQuery, null, null, ("Cookie", $"{session.Value}; {round.Cookie.Split(';')[0]}"));

    public async Task ConnectAsync(string user)
    {
        Provider.Account = user + "@provider";
        var session = await SessionAsync(user);
        using var done = await FinishAsync(await BeginAsync(session), session);
        Assert.True(done.StatusCode == HttpStatusCode.OK, await done.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Waits until the server's tools are known.</summary>
    public Task<ServerToolsRecord> DiscoveredAsync() => Eventually.GetAsync(
        async () => (await Get<ServerRepository>().FindToolsAsync(Server, TestContext.Current.CancellationToken))?.Value,
        "the server's tools");

    public string TokenOf(string user) => Get<ITokenIssuer>().Issue(new()
    {
        Subject = $"local:{user}",
        UserName = user,
        Groups = ["staff"],
        Scopes = ["readers", "operators"],
        ExpiresAt = Clock.GetUtcNow() + TimeSpan.FromHours(1),
        AuthMethod = "traditional",
        Provider = CredentialIdentity.LocalProvider,
        ClientId = "tests",
    }).Text;

    public async Task PutServerAsync(Uri upstream, params ServerHeader[] headers)
    {
        var server = HealthWorldServer(upstream);
        var batch = new DocumentBatch()
            .Put(ServerRepository.Servers, server.Key, server, null)
            .Put(HealthRepository.Health, server.Key, new HealthRecord("healthy", Clock.GetUtcNow()), null);
        if (headers.Length > 0)
        {
            batch.Put(ServerRepository.Secrets, server.Key, new() { Headers = headers }, null);
        }

        Assert.True((await Documents.CommitAsync(batch, TestContext.Current.CancellationToken)).IsSuccess);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        foreach (var owned in _owned)
        {
            await owned.DisposeAsync();
        }

        Logs.Dispose();
    }

    private static ServerRecord HealthWorldServer(Uri upstream) => new()
    {
        ServerName = "Jira",
        Description = "A server of a test.",
        Path = Server,
        ProxyPassUrl = new Uri(upstream, "mcp").AbsoluteUri,
        IsEnabled = true,
        RegisteredBy = "root",
        RegisteredAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private async Task StartGatewayAsync(MemoryDocumentStorage? store, string? directory)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddTestLog("egress").AddProvider(Logs).SetMinimumLevel(LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Configuration.AddInMemoryCollection(
            [
                new("Ledger:PollInterval", "00:00:00.050"),
                new("DATA_DIR", directory),
                new("PUBLIC_URL", PublicUrl),
                new("SECRET_KEY", TestLog.Current.Secret("a secret key of the tests only")),
            ]);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddFoundation()
            .AddAccess()
            .AddIdentity()
            .AddAuthorizationServer()
            .AddRegistry()
            .AddHealth()
            .AddEgress()
            .AddRouteTable()
            .AddProxy();
        builder.Services.AddSingleton<ICallRecorder, NoRecorder>();
        if (store is not null)
        {
            builder.Services.AddSingleton<IDocumentStorage>(store);
        }
        else
        {
            builder.Services.AddStorage();
        }

        _app = builder.Build();
        _app.UseTrustedProxies();
        _app.UseMcpProxy();
        _app.UseRouting();
        _app.UseAuthentication();
        _app.UseAuthorization();
        _app.MapIdentity();
        _app.MapRegistry();
        _app.MapEgress();
        if (store is null)
        {
            await _app.Services.OpenStorageAsync(TestContext.Current.CancellationToken);
        }

        await Documents.StartAsync(TestContext.Current.CancellationToken);
        await Get<SigningKeyRing>().EnsureAsync(TestContext.Current.CancellationToken);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
        {
            BaseAddress = Address,
            Timeout = TimeSpan.FromSeconds(30),
        };
        Provider.GatewayKeys = new(Address, ".well-known/jwks.json");
    }

    private async Task SeedAsync()
    {
        Provider.RedirectUri = new Uri(Address, "oauth2/egress/callback").AbsoluteUri;
        var batch = new DocumentBatch()
            .Put(
                ScopeRepository.Scopes, "readers",
                new ScopeRecord { Name = "readers", GroupMappings = ["staff", "admins"], Rules = [new("team/jira", ["all"], ["all"])] },
                null)
            .Put(
                ScopeRepository.Scopes,
                "operators",
                new ScopeRecord
                {
                    Name = "operators",
                    GroupMappings = ["admins"],
                    Rules = [new("*", ["all"], ["all"])],
                    UiPermissions = new Dictionary<string, IReadOnlyList<string>>
                    {
                        ["modify_service"] = ["all"],
                        ["list_service"] = ["all"],
                    },
                },
                null);
        foreach (var (name, groups) in new[] { ("alice", "staff"), ("bob", "staff"), ("root", "admins"), ("eve", "strangers") })
        {
            batch.Put(
                LocalUserDirectory.Kind,
                name,
                new UserRecord { UserName = name, Groups = [groups], CreatedAt = Clock.GetUtcNow(), UpdatedAt = Clock.GetUtcNow() },
                null);
        }

        Assert.True((await Documents.CommitAsync(batch, TestContext.Current.CancellationToken)).IsSuccess);
        await PutServerAsync(Upstream.Address);
    }

    private sealed class NoRecorder : ICallRecorder
    {
        public void Record(CallRecord record)
        {
        }
    }
}

/// <summary>An answer of the data plane.</summary>
internal sealed record Call(int Status, string? Account, JsonElement Json, bool HasChallenge)
{
    public int? Code => Json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
        ? error.GetProperty("code").GetInt32()
        : null;
}

/// <summary>One way through the provider.</summary>
/// <param name="Authorize">Where the gateway sent the browser.</param>
/// <param name="Callback">Where the provider sent it back to.</param>
/// <param name="Cookie">The <c>Set-Cookie</c> that binds the two.</param>
internal sealed record Round(Uri Authorize, Uri Callback, string Cookie);
