using McpGateway.Access;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.AuthorizationServer;
using McpGateway.Core.Egress;
using McpGateway.Core.Health;
using McpGateway.Core.Registry;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity;
using McpGateway.Tests.Foundation;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>
/// The operations behind the pages, without pages and without HTTP: whatever a page shows, they decide. Two servers exist,
/// <c>/currenttime</c>, called "Current Time", and <c>/other</c>.
/// </summary>
internal sealed class OperationWorld : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OperationWorld(WebApplication app) => _app = app;

    public static async Task<OperationWorld> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            [new("SECRET_KEY", "a secret key of the tests only"), new("Health:HandshakeTimeout", "00:00:01")]);
        builder.Services.AddSingleton<IDocumentStorage>(new MemoryDocumentStorage());
        builder.Services.AddFoundation().AddAccess().AddIdentity().AddAuthorizationServer().AddRegistry().AddHealth().AddEgress();
        var app = builder.Build();
        var world = new OperationWorld(app);
        await world.SeedAsync();
        return world;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>A caller who holds one of <see cref="TestScopes"/>; <see cref="TestScopes.Anonymous"/> holds nothing.</summary>
    public Caller Caller(string scope)
    {
        string[] scopes = scope.Length == 0 ? [] : [scope];
        return new()
        {
            UserName = scope,
            Subject = "local:" + scope,
            Groups = [],
            Scopes = scopes,
            AuthMethod = "traditional",
            Provider = "local",
            Permissions = Get<AccessSnapshotHolder>().Current.PermissionsOf([], scopes),
        };
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task SeedAsync()
    {
        var batch = new DocumentBatch();
        foreach (var scope in TestScopes.All)
        {
            var mapped = scope.Name == TestScopes.Admin ? scope with { GroupMappings = [TestScopes.Admin] } : scope;
            batch.Put(ScopeRepository.Scopes, scope.Name, mapped, null);
        }

        foreach (var (path, name) in new[] { ("/currenttime", "Current Time"), ("/other", "Other") })
        {
            var server = new ServerRecord
            {
                ServerName = name,
                Description = "A server of a test.",
                Path = path,
                ProxyPassUrl = "http://127.0.0.1:1/mcp",
                IsEnabled = true,
                RegisteredBy = "test",
                RegisteredAt = DateTimeOffset.UnixEpoch,
                UpdatedAt = DateTimeOffset.UnixEpoch,
            };
            batch.Put(ServerRepository.Servers, server.Key, server, null);
            batch.Put(ServerRepository.Secrets, server.Key, new() { Headers = [new("X-Stored", "stored value")] }, null);
        }

        Assert.True((await Get<IDocumentStorage>().CommitAsync(batch, TestContext.Current.CancellationToken)).IsSuccess);
        await Get<DocumentStore>().StartAsync(TestContext.Current.CancellationToken);
    }
}
