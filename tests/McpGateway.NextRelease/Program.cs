using McpGateway.Host;
using McpGateway.Storage.Postgres;
using McpGateway.Storage.Postgres.Connecting;
using McpGateway.Storage.Sql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpGateway.NextRelease;

/// <summary>
/// The gateway as its next release might be: one more migration, written by the rules of ADR 51, and documents with more in them than this
/// release knows. Takes the same settings; PostgreSQL only.
/// </summary>
internal static class Program
{
    /// <summary>After the number of the newest schema of this release: a column, a table, an index.</summary>
    private const string Script =
        """
        ALTER TABLE documents ADD COLUMN next_origin TEXT NOT NULL DEFAULT 'here';
        CREATE TABLE next_things (id BIGINT PRIMARY KEY, note TEXT NOT NULL);
        CREATE INDEX documents_next_origin ON documents (next_origin)
        """;

    private static async Task<int> Main(string[] args)
    {
        var builder = GatewayApplication.CreateBuilder(args, SocketThreads.Prepare());
        builder.Services.Replace(ServiceDescriptor.Singleton(static provider => new PostgresDatabase(
            PostgresTarget.Read(provider.GetRequiredService<IConfiguration>()["DATABASE_URL"]!, PostgresSurroundings.None),
            listening: null,
            maxConnections: 16,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PostgresDatabase>>())
        {
            Migrations = Migrations(Migration.ReadAll("Postgres")),
        }));
        builder.Services.AddHostedService<NextDocuments>();
        await using var app = GatewayApplication.Build(builder);
        await GatewayStart.PrepareAsync(app.Services, app.Lifetime.ApplicationStopping);
        await GatewayStart.StartAsync(app);
        Banner.Print(app);
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static IReadOnlyList<Migration> Migrations(IReadOnlyList<Migration> known) =>
        [.. known, new(known[^1].Number + 1, "of the next release", $"-- runs-from: {known[^1].Number}\n{Script}")];
}
