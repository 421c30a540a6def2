using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using McpGateway.Tests.Storage;
using Npgsql;

namespace McpGateway.IntegrationTests.Storage;

/// <summary>
/// A PostgreSQL of a test's own, to be stopped, paused, killed and rolled back. Reached by its Unix socket. Its files are as safe as in
/// production (fsync), because what is lost is what is tested.
/// </summary>
internal sealed class PostgresInstance : IAsyncDisposable
{
    public const string Database = "gateway";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly string _data;
    private Process? _server;

    private PostgresInstance(string? data) => _data = data ?? _directory.File("data");

    /// <summary>The port on the loopback address; 0 where it is reached by its socket only.</summary>
    public int Port { get; private set; }

    public string SocketDirectory => _directory.Path;

    /// <summary>Where certificates of the server may be put.</summary>
    public string DataDirectory => _data;

    /// <summary>For a connection that gives up soon and does not come from a pool that others use.</summary>
    public string ConnectionString =>
        $"Host={_directory.Path};Port={(Port == 0 ? 5432 : Port)};Username=postgres;Database={Database};Timeout=10";

    /// <summary>The address of the Unix socket.</summary>
    public string Socket => Path.Combine(_directory.Path, ".s.PGSQL.5432");

    public bool HasEnded => _server is null or { HasExited: true };

    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="data">Where the data directory is made; null for a place of its own.</param>
    public static async Task<PostgresInstance> StartAsync(CancellationToken cancellationToken, string? data = null)
    {
        PostgresServer.RequireBinaries();
        var instance = new PostgresInstance(data);
        await PostgresServer.OwnAsync(instance._directory.Path, cancellationToken);
        await PostgresServer.RunAsync(
            "initdb", cancellationToken, "-D", instance._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
        await instance.StartAgainAsync(cancellationToken);
        await PostgresServer.ExecuteAsync(
            instance.ConnectionString.Replace($"Database={Database}", "Database=postgres", StringComparison.Ordinal),
            $"CREATE DATABASE {Database}", cancellationToken);
        return instance;
    }

    /// <summary>A standby that follows this server, until it is promoted.</summary>
    public async Task<PostgresInstance> FollowAsync(CancellationToken cancellationToken)
    {
        var standby = new PostgresInstance(null);
        await PostgresServer.OwnAsync(standby._directory.Path, cancellationToken);
        await PostgresServer.RunAsync(
            "pg_basebackup", cancellationToken, "-D", standby._data, "-h", _directory.Path, "-U", "postgres", "-R", "-X", "stream",
            "-c", "fast", "--no-sync");
        await standby.StartAgainAsync(cancellationToken);
        return standby;
    }

    public Task PromoteAsync(CancellationToken cancellationToken) =>
        PostgresServer.RunAsync("pg_ctl", cancellationToken, "-D", _data, "-w", "promote");

    /// <summary>Starts it again with TLS, and only that, on a port of the loopback address.</summary>
    /// <param name="access">Lines of <c>pg_hba.conf</c> for that.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task ServeTlsAsync(string access, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(_data, "pg_hba.conf"), $"local all all trust\n{access}\n", cancellationToken);
        await StopAsync(cancellationToken);
        for (var attempt = 0; Port == 0 || HasEnded; attempt++)
        {
            // Somebody else may take the port before the server does.
            Assert.True(attempt < 5, "No port was free.");
            Port = FreePort();
            await StartAgainAsync(attempt < 4, cancellationToken);
        }
    }

    public Task StartAgainAsync(CancellationToken cancellationToken) => StartAgainAsync(mayFail: false, cancellationToken);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task StartAgainAsync(bool mayFail, CancellationToken cancellationToken)
    {
        _server?.Dispose();
        string[] network = Port == 0
            ? ["-c", "listen_addresses="]
            : ["-c", "listen_addresses=127.0.0.1", "-c", "ssl=on", "-p", Port.ToString(CultureInfo.InvariantCulture)];
        _server = PostgresServer.Start(
            "postgres",
            [
                "-D", _data, "-k", _directory.Path, "-c", "max_connections=100", "-c", "log_min_messages=fatal", "-c", "wal_recycle=off",
                "-c", "max_wal_size=32MB", "-c", "min_wal_size=32MB", .. network,
            ]);
        var connection = ConnectionString.Replace($"Database={Database}", "Database=postgres", StringComparison.Ordinal) + ";Pooling=false";
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await PostgresServer.ExecuteAsync(connection, "SELECT 1", cancellationToken);
                return;
            }
            catch (NpgsqlException) when (mayFail && _server.HasExited)
            {
                return;
            }
            catch (NpgsqlException) when (!_server.HasExited && deadline.Elapsed < Patience)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    /// <summary>Ends the server, its connections with it, as a crash does.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await PostgresServer.RunAsync("pg_ctl", cancellationToken, "-D", _data, "-m", "immediate", "-w", "stop");
        await _server!.WaitForExitAsync(cancellationToken);
    }

    /// <summary>What a standby that lags would have: a copy of the data as they are now. The server is restarted.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        await StopAsync(cancellationToken);
        await PostgresServer.ShellAsync($"rm -rf {_data}.saved && cp -a {_data} {_data}.saved", cancellationToken);
        await StartAgainAsync(cancellationToken);
    }

    /// <summary>The copy takes the place of the data, as a standby does that is promoted, or a restored backup.</summary>
    public async Task RollBackAsync(CancellationToken cancellationToken)
    {
        await StopAsync(cancellationToken);
        await PostgresServer.ShellAsync($"rm -rf {_data} && cp -a {_data}.saved {_data}", cancellationToken);
        await StartAgainAsync(cancellationToken);
    }

    /// <summary>Stops every process of the server without ending one (SIGSTOP): connections stay, and nothing answers.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => SignalAsync("STOP", cancellationToken);

    public Task ResumeAsync(CancellationToken cancellationToken) => SignalAsync("CONT", cancellationToken);

    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        PostgresServer.ExecuteAsync(ConnectionString, sql, cancellationToken);

    public async Task<T> ReadAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100 // written by the tests
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { HasExited: false })
        {
            await ResumeAsync(CancellationToken.None);
            await StopAsync(CancellationToken.None);
        }

        _server?.Dispose();
        await PostgresServer.ShellAsync($"rm -rf {_data}.saved", CancellationToken.None);
        _directory.Dispose();
    }

    private async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        var first = (await File.ReadAllLinesAsync(Path.Combine(_data, "postmaster.pid"), cancellationToken))[0];
        var parent = int.Parse(first, CultureInfo.InvariantCulture);

        // The parent first, so that it starts no child that is missed. A child may end meanwhile. What started the parent stops with it.
        await PostgresServer.ShellAsync(
            $"kill -{signal} {parent};"
                + $"for p in $(cat /proc/{parent}/task/{parent}/children) {_server!.Id}; do kill -{signal} $p; done; true",
            cancellationToken);
    }
}
