using McpGateway.Access.Editing;
using McpGateway.Core.BuiltIn;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Startup;
using McpGateway.Storage;

namespace McpGateway.Host;

/// <summary>What must be true before the first request: storage open, change handlers loaded, first-start documents written.</summary>
internal static class GatewayStart
{
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.OpenStorageAsync(cancellationToken);
        await services.GetRequiredService<DocumentStore>().StartAsync(cancellationToken);
        await services.GetRequiredService<ScopeSeeder>().SeedAsync(cancellationToken);
        await services.GetRequiredService<AuthInitializer>().PrepareAsync(cancellationToken);
        await services.GetRequiredService<BuiltInSeeder>().SeedAsync(cancellationToken);
    }

    /// <summary>Starts what runs by itself, and then listens.</summary>
    public static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // What has started must end before what it uses is disposed of, or it would fail aloud.
            await app.StopAsync();
            throw;
        }
    }
}
