using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace McpGateway.Pages;

/// <summary>The product's process, on a data directory of its own and a free port.</summary>
internal sealed partial class Gateway : IAsyncDisposable
{
    public const string Password = "a password of benchmarks";

    private const int Batch = 2_500;

    private readonly Process _process;

    private Gateway(Process process, Uri address)
    {
        _process = process;
        Client = new(new SocketsHttpHandler { UseCookies = true }) { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public static async Task<Gateway> StartAsync(string dataDirectory)
    {
        var host = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../McpGateway.Host/release/McpGateway.Host.dll"));
        var start = new ProcessStartInfo("dotnet", [host, "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true };
        start.Environment["DATA_DIR"] = dataDirectory;
        start.Environment["ADMIN_PASSWORD"] = Password;

        // Nothing listens behind the servers: they are there to be listed, not to be asked over and over.
        start.Environment["HEALTH_CHECK_INTERVAL_SECONDS"] = "86400";
        start.Environment["EMBEDDINGS_PROVIDER"] = "builtin";
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } address)
            {
                // What is not read stops the process when the pipe is full.
                _ = process.StandardOutput.ReadToEndAsync();
                return new(process, new(address.Value));
            }
        }

        throw new InvalidOperationException("The gateway ended before it listened. Build it first: dotnet build src/McpGateway.Host");
    }

    public async Task SignInAsync()
    {
        using var form = new FormUrlEncodedContent([new("username", "admin"), new("password", Password)]);
        using var answer = await Client.PostAsync(new Uri("/api/auth/login", UriKind.Relative), form);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Servers with ten tools each; the first fifty are those of the records.</summary>
    public async Task RegisterAsync(int count)
    {
        var tools = Enumerable.Range(0, 10)
            .Select(static tool => new { name = $"tool_{tool}", description = "Does something", schema = new { type = "object" } })
            .ToArray();
        for (var start = 0; start < count; start += Batch)
        {
            var servers = Enumerable.Range(start, Math.Min(Batch, count - start)).Select(number => new
            {
                server_name = $"Load {number:D5}",
                path = number < 50 ? $"/team/server{number}" : $"/load/{number:D5}",
                proxy_pass_url = $"http://127.0.0.1:9/{number}",
                description = "One of many",
                tags = new[] { $"team-{number % 40}", number % 3 == 0 ? "data" : "other" },
                tool_list = tools,
            });
            using var answer = await Client.PostAsJsonAsync("/api/servers/import", servers);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Resident, in MiB.</summary>
    public double MemoryMiB()
    {
        _process.Refresh();
        return _process.WorkingSet64 / 1048576.0;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[1-9]\d*")]
    private static partial Regex Listening();
}
