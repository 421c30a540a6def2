using McpGateway.Access.Editing;
using McpGateway.Core.BuiltIn;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Administrators;
using McpGateway.Identity.Startup;
using McpGateway.Storage;

namespace McpGateway.Host;

/// <summary>What must be true before the first request: storage open, change handlers loaded, first-start documents written.</summary>
internal static class GatewayStart
{
    /// <summary>All of a start, of a process that serves alone from a store that is for one.</summary>
    /// <param name="console">Gets the administrator's password when one was made and the start fails: nothing shows it again.</param>
    public static async Task RunAsync(WebApplication app, TextWriter console)
    {
        try
        {
            await app.Services.ClaimStorageAsync(app.Lifetime.ApplicationStopping);
            await PrepareAsync(app.Services, app.Lifetime.ApplicationStopping);
            await StartAsync(app);
        }
        catch
        {
            var notice = app.Services.GetRequiredService<AdministratorNotice>();
            if (notice.TakeGeneratedPassword() is { } password)
            {
                await console.WriteLineAsync(
                    $"The administrator was made before the start failed: {notice.UserName} with the password {password} (shown this once; "
                        + "set ADMIN_PASSWORD to choose your own).");
            }

            throw;
        }
    }

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
