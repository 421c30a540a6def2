using McpGateway.Access;
using McpGateway.Access.Scopes;
using McpGateway.AuthorizationServer;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Signing;
using McpGateway.Identity.Users;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Identity;

/// <summary>The authentication services on a store in memory, without a server.</summary>
internal sealed class AuthCore : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private AuthCore(ServiceProvider services, ManualTimeProvider clock) => (_services, Clock) = (services, clock);

    public ManualTimeProvider Clock { get; }

    public BearerCredentials Bearers => Get<BearerCredentials>();

    public DocumentStore Documents => Get<DocumentStore>();

    public static Task<AuthCore> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync(clock => new MemoryDocumentStorage(clock), settings);

    public static async Task<AuthCore> StartAsync(
        Func<TimeProvider, IDocumentStorage> storage, params (string Key, string Value)[] settings)
    {
        var clock = new ManualTimeProvider();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)).Append(
                new("SECRET_KEY", "for tests only, of no use elsewhere")).DistinctBy(pair => pair.Key))
            .Build());
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton(storage(clock));
        services.AddFoundation().AddAccess().AddIdentity().AddAuthorizationServer();
        var core = new AuthCore(services.BuildServiceProvider(), clock);
        await core.Documents.StartAsync(CancellationToken.None);
        await core.Get<SigningKeyRing>().EnsureAsync(CancellationToken.None);
        await core.PutScopeAsync("readers", "staff");
        await core.PutScopeAsync("writers", "staff");
        await core.PutUserAsync("bob", user => user);
        return core;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task PutUserAsync(string name, Func<UserRecord, UserRecord> change)
    {
        var user = new UserRecord { UserName = name, Groups = ["staff"], CreatedAt = Clock.GetUtcNow(), UpdatedAt = Clock.GetUtcNow() };
        return Documents.CommitAsync(
            new DocumentBatch().Put(LocalUserDirectory.Kind, name, change(user), expectedVersion: null), CancellationToken.None);
    }

    public Task PutScopeAsync(string name, params string[] groups) => Documents.CommitAsync(
        new DocumentBatch().Put(
            ScopeRepository.Scopes, name, new ScopeRecord
            {
                Name = name,
                GroupMappings = groups,
                Rules = [new("s", ["all"], ["all"])],
            }, expectedVersion: null),
        CancellationToken.None);

    public TokenGrant Grant(string name = "bob") => new()
    {
        Subject = $"{CredentialIdentity.LocalProvider}:{name}",
        UserName = name,
        Groups = ["staff"],
        Scopes = ["readers", "writers"],
        ExpiresAt = Clock.GetUtcNow() + TimeSpan.FromHours(1),
        AuthMethod = "traditional",
        Provider = CredentialIdentity.LocalProvider,
        ClientId = "user-generated",
    };

    public IssuedToken Issue(TokenGrant? grant = null) => Get<ITokenIssuer>().Issue(grant ?? Grant());

    public async Task<BearerOutcome> JudgeAsync(string token) => await Bearers.AuthenticateAsync(token, CancellationToken.None);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
