using System.Diagnostics;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Records;

/// <summary>A store of its own below the temporary directory, as the product composes it; PostgreSQL with a server of its own.</summary>
internal sealed class RecordStore : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mcp-gateway-records-");
    private Process? _server;
    private ServiceProvider? _services;

    public IRecordLog Log => _services!.GetRequiredService<IRecordLog>();

    public IRecordSeries Series => _services!.GetRequiredService<IRecordSeries>();

    public static async Task<RecordStore> StartAsync(string backend)
    {
        var store = new RecordStore();
        var settings = new Dictionary<string, string?>
        {
            ["STORAGE_BACKEND"] = backend,
            ["DATA_DIR"] = store._directory.FullName,
            ["SECRET_KEY"] = "a key for benchmarks only",
        };
        if (backend == "postgresql")
        {
            settings["POSTGRES_CONNECTION_STRING"] = await store.StartServerAsync();
        }

        store._services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddFoundation()
            .AddStorage()
            .BuildServiceProvider();
        await store.OpenAsync();
        return store;
    }

    public double MegaBytes() =>
        _directory.EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => _server is null || file.FullName.Contains("/base/", StringComparison.Ordinal))
            .Sum(static file => file.Length) / 1e6;

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        if (_server is not null)
        {
            await RunAsync(Binary("pg_ctl"), "-D", Data, "-m", "immediate", "-w", "stop");
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        _directory.Delete(recursive: true);
    }

    private string Data => Path.Combine(_directory.FullName, "data");

    private static string Binary(string name) => Directory.EnumerateDirectories("/usr/lib/postgresql")
        .Select(version => Path.Combine(version, "bin", name)).Last(File.Exists);

    private static Process Launch(string program, params string[] arguments)
    {
        string[] command = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", program, .. arguments]
            : [program, .. arguments];
        return Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        })!;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Launch(program, arguments);
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
    }

    /// <summary>The server says nothing of when it is ready: it is asked until it answers.</summary>
    private async Task OpenAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await _services!.OpenStorageAsync(CancellationToken.None);
                return;
            }
            catch (StorageUnusableException) when (_server is not null && attempt < 100)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private async Task<string> StartServerAsync()
    {
        if (Environment.UserName == "root")
        {
            using var chown = Process.Start("chown", ["postgres", _directory.FullName]);
            await chown.WaitForExitAsync();
        }

        await RunAsync(Binary("initdb"), "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale");
        _server = Launch(
            Binary("postgres"), "-D", Data, "-k", _directory.FullName, "-c", "listen_addresses=", "-c", "shared_buffers=512MB",
            "-c", "max_wal_size=2GB", "-c", "log_min_messages=fatal");
        return $"Host={_directory.FullName};Username=postgres;Database=postgres";
    }
}
