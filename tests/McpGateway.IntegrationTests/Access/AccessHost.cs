using McpGateway.Access;
using McpGateway.Access.Decisions;
using McpGateway.Access.Editing;
using McpGateway.Access.Endpoints;
using McpGateway.Access.Groups;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Storage;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Access;

/// <summary>
/// The access feature behind real Kestrel and a real SQLite file. Who calls is stated by a header, as authentication is not under test.
/// </summary>
internal sealed class AccessHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;

    private AccessHost(WebApplication app, DirectoryInfo data)
    {
        (_app, _data) = (app, data);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public AccessSnapshot Policy => _app.Services.GetRequiredService<AccessSnapshotHolder>().Current;

    public static async Task<AccessHost> StartAsync(CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("access-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddTestLog("access");
        builder.Configuration.AddInMemoryCollection([new("DATA_DIR", data.FullName), new("STORAGE_BACKEND", "sqlite")]);
        builder.Services.AddFoundation().AddStorage().AddAccess().AddSingleton<IRegisteredServers, Catalog>()
            .AddStatedCaller(CallerOf);
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGroup("/api/servers/groups").MapGroups();
        app.MapGroup("/api/internal").MapInternalGroups();
        app.MapGroup("/api/access").MapAccess();
        await app.Services.OpenStorageAsync(cancellationToken);
        await app.Services.GetRequiredService<ScopeSeeder>().SeedAsync(cancellationToken);
        await app.Services.GetRequiredService<DocumentStore>().StartAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        return new(app, data);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private static Caller CallerOf(HttpContext context)
    {
        string[] groups = context.Request.Headers["X-Test-Group"] is [{ } group] ? [group] : ["registry-admins"];
        var policy = context.RequestServices.GetRequiredService<AccessSnapshotHolder>().Current;
        var scopes = policy.ScopesOf(groups);
        return new()
        {
            UserName = "tester",
            Subject = "local:tester",
            Groups = groups,
            Scopes = scopes,
            AuthMethod = "traditional",
            Provider = "local",
            Permissions = policy.PermissionsOf(groups, scopes),
        };
    }

    private sealed class Catalog : IRegisteredServers
    {
        private static readonly CatalogServer Weather = new("weather", "Weather Service", ["forecast"]);

        public Task<CatalogServer?> FindAsync(string path, CancellationToken cancellationToken) =>
            Task.FromResult(path == "/weather" ? Weather : path.StartsWith(
                "/bulk-", StringComparison.Ordinal) ? new(path[1..], path[1..], ["run"]) : null);

        public Task<IReadOnlyList<CatalogServer>> ListAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<CatalogServer>>([Weather]);
    }
}
