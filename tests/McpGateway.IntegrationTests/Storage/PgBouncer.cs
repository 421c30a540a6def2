using System.Diagnostics;
using McpGateway.Tests.Storage;
using Npgsql;

namespace McpGateway.IntegrationTests.Storage;

/// <summary>
/// A real PgBouncer in transaction mode before <see cref="PostgresServer"/>, started when the first test asks for it: each transaction gets
/// one of few sessions. Where it is not installed, tests are skipped by name; on CI they fail.
/// </summary>
public sealed class PgBouncer(PostgresServer server) : IAsyncDisposable
{
    /// <summary>Fewer sessions than a test has connections, so that these change.</summary>
    private const int Sessions = 3;

    private const string Program = "/usr/sbin/pgbouncer";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly TemporaryDirectory _directory = new();
    private Process? _pooler;

    /// <summary>An empty database: how it is reached through the pooler, and without it.</summary>
    public async Task<(string Pooled, string Direct)> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var direct = await server.CreateDatabaseAsync(cancellationToken);
        await EnsureStartedAsync(cancellationToken);
        var name = new NpgsqlConnectionStringBuilder(direct).Database;
        return ($"host={_directory.Path} port=6432 dbname={name} user=postgres connect_timeout=60", direct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_pooler is not null)
        {
            NpgsqlConnection.ClearAllPools();
            var process = (await File.ReadAllTextAsync(_directory.File("pid"))).Trim();
            await PostgresServer.ShellAsync($"kill -KILL {process}", CancellationToken.None);
            await _pooler.WaitForExitAsync();
            _pooler.Dispose();
        }

        _directory.Dispose();
        _starting.Dispose();
    }

    private async Task EnsureStartedAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_pooler is null)
            {
                PostgresServer.Require(File.Exists(Program), "PgBouncer is not installed (Debian: apt-get install pgbouncer).");
                await StartAsync(cancellationToken);
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = _directory.File("pgbouncer.ini");
        await File.WriteAllTextAsync(_directory.File("users"), "\"postgres\" \"\"\n", cancellationToken);
        await File.WriteAllTextAsync(
            settings,
            $"""
            [databases]
            * = host={server.SocketDirectory}
            [pgbouncer]
            listen_addr =
            listen_port = 6432
            unix_socket_dir = {_directory.Path}
            pidfile = {_directory.File("pid")}
            auth_type = trust
            auth_file = {_directory.File("users")}
            pool_mode = transaction
            default_pool_size = {Sessions}
            max_client_conn = 500
            """,
            cancellationToken);
        await PostgresServer.OwnAsync(_directory.Path, cancellationToken);
        await PostgresServer.ShellAsync($"chmod a+r {_directory.Path}/*", cancellationToken);
        _pooler = PostgresServer.Start(Program, "-q", settings);
        var deadline = Stopwatch.StartNew();
        while (!File.Exists(_directory.File(".s.PGSQL.6432")) || !File.Exists(_directory.File("pid")))
        {
            Assert.True(!_pooler.HasExited && deadline.Elapsed < Patience, "PgBouncer did not start.");
            await Task.Delay(50, cancellationToken);
        }
    }
}
