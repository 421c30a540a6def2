using System.Text;
using System.Text.Json.Nodes;
using McpGateway.Access;
using McpGateway.Access.Editing;
using McpGateway.Access.Groups;
using McpGateway.AuthorizationServer;
using McpGateway.AuthorizationServer.Clients;
using McpGateway.AuthorizationServer.Grants;
using McpGateway.AuthorizationServer.Registration;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Host.Freshness;
using McpGateway.Identity;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Sessions;
using McpGateway.Identity.Signing;
using McpGateway.Identity.Startup;
using McpGateway.Identity.Users;
using McpGateway.IntegrationTests.Identity.Providers;
using McpGateway.IntegrationTests.Proxy;
using McpGateway.Proxy;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Forwarding;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Routing;
using McpGateway.Proxy.Sessions;
using McpGateway.Storage;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Identity;

/// <summary>
/// A gateway that really authenticates, with an identity provider, in front of an upstream that keeps the headers it was sent.
/// </summary>
internal sealed class IngressWorld : IAsyncDisposable
{
    /// <summary>A client's, of the operator's own making.</summary>
    public const string ConfiguredSecret = "an operator's own + of %any/form=!";

    /// <summary>Of the kind that metrics are sent and scraped with.</summary>
    public const string StatedSecret = "scrape me: not/you+them";

    private const string AdminPassword = "the administrator's own pass phrase";

    private readonly ManualTimeProvider _clock = new();
    private WebApplication _upstream = null!;
    private WebApplication _gateway = null!;
    private ScriptedProvider _provider = null!;
    private bool _deniesWhenStale;
    private string _seen = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="deniesWhenStale"><c>Storage:DenyWhenStale</c>; the state in memory stays fresh.</param>
    public static async Task<IngressWorld> StartAsync(bool deniesWhenStale = false)
    {
        var world = new IngressWorld { _provider = await ScriptedProvider.StartAsync(), _deniesWhenStale = deniesWhenStale };
        var upstream = WebApplication.CreateEmptyBuilder(new());
        upstream.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        world._upstream = upstream.Build();
        world._upstream.Run(world.RecordAsync);
        await world._upstream.StartAsync(Cancellation);
        await world.StartGatewayAsync();
        return world;
    }

    /// <summary>A credential of that kind, as a client could come to have it.</summary>
    public async Task<string> CredentialAsync(string kind)
    {
        var credential = kind switch
        {
            "vended" => Issue("alice"),
            "vended to another" => Issue("bob"),
            "expired" => Issue("alice", lifetime: TimeSpan.FromHours(-2)),
            "of nobody" => Issue("gone"),
            "access token" => Issue("alice", issuer: "https://gateway.example", audience: "https://gateway.example"),
            "assertion" => Assertion(),
            "refresh token" => Get<RefreshTokens>().Of(Grant()),
            "session" => (await Get<SessionStore>().CreateAsync(Identity("alice"), Cancellation)).Value!,
            "of the provider" => _provider.Sign(Claims("mcp")),
            "expired, of the provider" => _provider.Sign(Claims("mcp", -600)),
            "of the provider for another" => _provider.Sign(Claims("elsewhere")),
            "of another gateway" => await IssueElsewhereAsync(),
            "client secret" => (await RegisterAsync()).Secret!,
            "registration token" => (await RegisterAsync()).ManagementToken,
            "client secret without prefix" => await StoreRegistrationAsync(static (client, hash) => client with { SecretHash = hash }),
            "registration token without prefix" =>
                await StoreRegistrationAsync(static (client, hash) => client with { ManagementHash = hash }),
            "service account's secret" => (await Get<ManagedClients>().CreateServiceAsync("robot", [], null, Cancellation)).Value!.Secret,
            "service account's secret without prefix" => await StoreServiceAccountAsync(),
            "configured client's secret" => ConfiguredSecret,
            "stated secret" => StatedSecret,
            "administrator" => Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:" + AdminPassword)),
            _ => kind,
        };
        return ReferenceEquals(credential, kind) ? kind : TestLog.Current.Secret(credential);
    }

    /// <summary>Sends a call with these headers beside <c>X-Authorization</c>.</summary>
    /// <returns>The request line and all headers that the upstream got, a line each.</returns>
    public Task<string> SendAsync(string own, string headers, string query = "") => SendRawAsync(
        RawHttp.Post("/srv/mcp" + query, Messages.Call("echo"), $"X-Authorization: Bearer {own}\r\n{headers}"));

    /// <summary>Sends the first request to a server that nobody has looked at yet.</summary>
    /// <returns>The headers that the server would be asked with.</returns>
    public async Task<string> AskUnseenAsync(string own, string headers)
    {
        _seen = "";
        await RawHttp.SendAsync(new(_gateway.Urls.Single()), RawHttp.Post(
            "/unseen/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""",
            $"X-Authorization: Bearer {own}\r\nX-Arrives: yes\r\n{headers}"));
        return _seen;
    }

    /// <summary>Sends a request without a body, as for an event stream or a WebSocket.</summary>
    public Task<string> GetAsync(string own, string headers, string query) => SendRawAsync(
        $"GET /srv/mcp{query} HTTP/1.1\r\nHost: gateway.test\r\nX-Authorization: Bearer {own}\r\n{headers}\r\n");

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        await _provider.DisposeAsync();
    }

    private async Task<string> SendRawAsync(string request)
    {
        _seen = "";
        var answer = await RawHttp.SendAsync(new(_gateway.Urls.Single()), request);
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        return _seen;
    }

    private async Task<RegisteredClient> RegisterAsync() => (await Get<Registrations>().CreateAsync(
        new()
        {
            Name = "client",
            RedirectUris = ["https://client.example/back"],
            GrantTypes = [GrantTypes.AuthorizationCode],
            AuthMethod = ClientAuthMethods.Basic,
            Further = new Dictionary<string, string>(),
        },
        Cancellation)).Value!;

    /// <summary>As an earlier version stored it, whose secrets began with nothing of their own.</summary>
    private async Task<string> StoreRegistrationAsync(Func<OAuthClientRecord, string, OAuthClientRecord> with)
    {
        var secret = Secrets.New();
        var client = Client("dyn-" + Secrets.New(18), ClientSource.Registered);
        await PutAsync(ClientDirectory.Registrations, with(client, Secrets.Hash(secret)));
        return secret;
    }

    private async Task<string> StoreServiceAccountAsync()
    {
        var secret = Secrets.New();
        await PutAsync(ManagedClients.Kind, Client("former", ClientSource.Service) with { SecretHash = Secrets.Hash(secret) });
        return secret;
    }

    private async Task PutAsync(DocumentKind<OAuthClientRecord> kind, OAuthClientRecord client) => Assert.True(
        (await Get<DocumentStore>().CommitAsync(new DocumentBatch().Put(kind, client.Id, client, null), Cancellation)).IsSuccess);

    private OAuthClientRecord Client(string id, ClientSource source) => new()
    {
        Id = id,
        Name = id,
        Source = source,
        GrantTypes = [GrantTypes.ClientCredentials],
        AuthMethod = ClientAuthMethods.Basic,
        CreatedAt = _clock.GetUtcNow(),
    };

    private T Get<T>()
        where T : notnull => _gateway.Services.GetRequiredService<T>();

    private async Task StartGatewayAsync()
    {
        TestLog.Current.Secret(AdminPassword);
        TestLog.Current.Secret(ConfiguredSecret);
        TestLog.Current.Secret(StatedSecret);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.AddTestLog("ingress");
        builder.Configuration.AddInMemoryCollection(
            _provider.Settings().Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))
                .Append(new("DATA_DIR", AuthHost.NewDirectory()))
                .Append(new("ADMIN_PASSWORD", AdminPassword))
                .Append(new("Storage:DenyWhenStale", _deniesWhenStale.ToString()))
                .Append(new("Proxy:OriginHeadersTo:0", "*"))
                .Append(new("OAuth:Clients:0:ClientId", "nightly-agent"))
                .Append(new("OAuth:Clients:0:ClientSecret", ConfiguredSecret))
                .Append(new("OAuth:Clients:0:Groups:0", "public-mcp-users")));
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddFoundation().AddStorage().AddAccess().AddIdentity().AddAuthorizationServer().AddProxy();
        builder.Services.AddSingleton<IRegisteredServers, NoServers>()
            .AddSingleton<ICallRecorder, NoRecorder>()
            .AddSingleton<IStatedSecrets, Stated>()
            .AddSingleton<ISessionKeyProvider, Keys>();
        builder.Services.AddFreshness();
        builder.Services.AddSingleton<IFirstLook>(new Look(this));
        _gateway = builder.Build();
        _gateway.UseMcpProxy();
        await _gateway.Services.OpenStorageAsync(Cancellation);
        await Get<DocumentStore>().StartAsync(Cancellation);
        await Get<ScopeSeeder>().SeedAsync(Cancellation);
        await Get<AuthInitializer>().PrepareAsync(Cancellation);
        var batch = new DocumentBatch();
        foreach (var name in (string[])["alice", "bob"])
        {
            var now = _clock.GetUtcNow();
            batch.Put(
                LocalUserDirectory.Kind, name,
                new UserRecord { UserName = name, Groups = ["registry-admins"], CreatedAt = now, UpdatedAt = now }, null);
        }

        Assert.True((await Get<DocumentStore>().CommitAsync(batch, Cancellation)).IsSuccess);
        var upstreamAddress = new Uri(_upstream.Urls.Single());
        Get<RouteTableHolder>().Publish(new(
            [
                new() { Path = "/srv", Upstream = new(upstreamAddress, "mcp"), State = RouteState.Ready },
                new() { Path = "/unseen", Upstream = new(upstreamAddress, "mcp"), State = RouteState.Unseen },
            ],
            1));
        await _gateway.StartAsync(Cancellation);
    }

    private async Task RecordAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        _seen = string.Join(
            '\n', context.Request.Headers.Select(header => $"{header.Key}: {header.Value}").Prepend($"{context.Request.Method} {target}"));
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("""{"jsonrpc":"2.0","id":1,"result":{}}""", context.RequestAborted);
    }

    private string Issue(
        string user, TimeSpan? lifetime = null, string? issuer = null, string? audience = null, ITokenIssuer? tokens = null) =>
        (tokens ?? Get<ITokenIssuer>()).Issue(new()
        {
            Subject = "local:" + user,
            UserName = user,
            Groups = ["registry-admins"],
            Scopes = ["mcp-servers-unrestricted/execute"],
            Issuer = issuer,
            Audiences = audience is null ? [] : [audience],
            ExpiresAt = _clock.GetUtcNow() + (lifetime ?? TimeSpan.FromHours(1)),
            AuthMethod = "traditional",
            Provider = CredentialIdentity.LocalProvider,
            ClientId = "tests",
        }).Text;

    /// <summary>Says the same as a token of this gateway, and is signed with a key of the same product's other installation.</summary>
    private async Task<string> IssueElsewhereAsync()
    {
        await using var other = await AuthHost.StartAsync();
        return Issue("alice", tokens: other.Services.GetRequiredService<ITokenIssuer>());
    }

    private string Assertion() => Get<IIdentityAssertions>().Sign(
        new()
        {
            UserName = "alice",
            Subject = "local:alice",
            Groups = [],
            Scopes = [],
            AuthMethod = "traditional",
            Provider = CredentialIdentity.LocalProvider,
            Permissions = new() { UiPermissions = new Dictionary<string, IReadOnlyList<string>>(), AccessibleServers = [] },
        },
        "token-service",
        TimeSpan.FromMinutes(1));

    private CredentialIdentity Identity(string user) => new()
    {
        Subject = "local:" + user,
        UserName = user,
        Groups = [],
        AuthMethod = "traditional",
        Provider = CredentialIdentity.LocalProvider,
        IssuedAt = _clock.GetUtcNow(),
        ExpiresAt = _clock.GetUtcNow() + TimeSpan.FromHours(1),
    };

    private GrantRecord Grant() => new()
    {
        Id = GrantStore.NewId(),
        ClientId = "client",
        Holder = new() { Subject = "local:alice", UserName = "alice", Provider = CredentialIdentity.LocalProvider, Groups = [] },
        Scopes = [],
        Resources = [],
        Issuer = "https://gateway.example",
        Seed = "seed",
        GrantedAt = _clock.GetUtcNow(),
        ExpiresAt = _clock.GetUtcNow() + TimeSpan.FromHours(1),
    };

    private JsonObject Claims(string audience, int lifetime = 300)
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        return new()
        {
            ["iss"] = _provider.Issuer,
            ["sub"] = "robot",
            ["aud"] = audience,
            ["iat"] = now - 1000,
            ["exp"] = now + lifetime,
            ["groups"] = new JsonArray("public-mcp-users"),
        };
    }

    private sealed class Look(IngressWorld world) : IFirstLook
    {
        public Task<bool> LookAsync(
            string key, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
        {
            world._seen = string.Join('\n', headers.Select(static header => $"{header.Key}: {header.Value}"));
            return Task.FromResult(false);
        }
    }

    private sealed class Stated : IStatedSecrets
    {
        public IEnumerable<string> Secrets => [StatedSecret];
    }

    private sealed class NoRecorder : ICallRecorder
    {
        public void Record(CallRecord record)
        {
        }
    }

    private sealed class Keys : ISessionKeyProvider
    {
        public ReadOnlyMemory<byte> Key { get; } = new byte[32];
    }
}
