using System.Diagnostics;
using McpGateway.IntegrationTests.Storage;
using McpGateway.Tests.Storage;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace McpGateway.IntegrationTests.Storage;

/// <summary>
/// A real PostgreSQL for this test run: own data directory, unix socket only, started when the first test asks for a database. Where the
/// server is not installed, the tests are skipped by name; on CI they fail instead.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly TemporaryDirectory _directory = new();
    private Process? _server;
    private int _databases;

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        await EnsureStartedAsync(cancellationToken);
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync(ConnectionTo("postgres"), $"CREATE DATABASE {name}", cancellationToken);
        return ConnectionTo(name);
    }

    public static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100 // written by the tests
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await RunAsync("pg_ctl", CancellationToken.None, "-D", Data, "-m", "immediate", "-t", "600", "-w", "stop");
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        _directory.Dispose();
        _starting.Dispose();
    }

    /// <summary>Where the server's socket is.</summary>
    internal string SocketDirectory => _directory.Path;

    private string Data => _directory.File("data");

    private static string? FindBinaries() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            .LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    private string ConnectionTo(string database) =>
        $"Host={_directory.Path};Username=postgres;Database={database};Pooling=true;Maximum Pool Size=20;Timeout=60;Include Error "
            + "Detail=true";

    private async Task EnsureStartedAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_server is null)
            {
                RequireBinaries();
                await StartAsync(cancellationToken);
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    internal static void RequireBinaries() =>
        Require(FindBinaries() is not null, "PostgreSQL is not installed (Debian: apt-get install postgresql).");

    /// <summary>Skips the test where something is not installed; on CI it fails.</summary>
    internal static void Require(bool isThere, string reason)
    {
        if (!isThere)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", reason);
            Assert.Skip(reason);
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await OwnAsync(_directory.Path, cancellationToken);
        await RunAsync("initdb", cancellationToken, "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
        _server = Start(
            "postgres", "-D", Data, "-k", _directory.Path, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200",
            "-c", "log_min_messages=fatal");
        var deadline = Stopwatch.StartNew();
        while (!await IsReadyAsync(cancellationToken))
        {
            Assert.True(!_server.HasExited && deadline.Elapsed < Patience, "PostgreSQL did not start.");
            await Task.Delay(50, cancellationToken);
        }
    }

    /// <summary>Gives a directory to the user as whom the server runs: it refuses to run as root.</summary>
    internal static async Task OwnAsync(string directory, CancellationToken cancellationToken)
    {
        if (Environment.UserName == "root")
        {
            using var chown = Process.Start("chown", ["postgres", directory]);
            await chown.WaitForExitAsync(cancellationToken);
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(ConnectionTo("postgres"), "SELECT 1", cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    internal static async Task RunAsync(string program, CancellationToken cancellationToken, params string[] arguments)
    {
        using var process = Start(program, arguments);
        await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}.");
    }

    internal static Process Start(string program, params string[] arguments)
    {
        var file = Path.IsPathRooted(program) ? program : Path.Combine(FindBinaries()!, program);
        string[] command = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", file, .. arguments] : [file, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    internal static async Task ShellAsync(string command, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, error);
    }
}
