using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using McpGateway.EndToEndTests.Deploy;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Storage;

namespace McpGateway.EndToEndTests.Observability;

/// <summary>A real Prometheus with the product's own configuration, except for where the gateway is and how often it looks.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly TemporaryDirectory _directory;
    private readonly HttpClient _client;

    private PrometheusServer(ChildProcess process, TemporaryDirectory directory, HttpClient client) =>
        (_process, _directory, _client) = (process, directory, client);

    public static string Folder => Path.Combine(Repository.Root, "deploy", "observability", "prometheus");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<PrometheusServer> StartAsync(Uri metrics)
    {
        var program = DeployTools.Find("prometheus", isInstalled: true);
        var directory = new TemporaryDirectory();
        var configuration = (await File.ReadAllTextAsync(Path.Combine(Folder, "prometheus.yml"), Cancellation))
            .Replace("gateway:9465", metrics.Authority, StringComparison.Ordinal)
            .Replace("interval: 15s", "interval: 1s", StringComparison.Ordinal);
        await File.WriteAllTextAsync(directory.File("prometheus.yml"), configuration, Cancellation);
        File.Copy(Path.Combine(Folder, "rules.yml"), directory.File("rules.yml"));
        var port = FreePort();
        var process = ChildProcess.Start(
            program,
            [
                $"--config.file={directory.File("prometheus.yml")}", $"--storage.tsdb.path={directory.File("data")}",
                $"--web.listen-address=127.0.0.1:{port}",
            ],
            directory: directory.Path);
        var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        await process.WaitForLineAsync(
            static line => line.Contains("Server is ready to receive web requests", StringComparison.Ordinal) ? line : null, Cancellation);
        return new(process, directory, client);
    }

    /// <summary>What an expression is now.</summary>
    public async Task<JsonElement[]> QueryAsync(string expression)
    {
        using var form = new FormUrlEncodedContent([new("query", expression)]);
        using var response = await _client.PostAsync(new Uri("/api/v1/query", UriKind.Relative), form, Cancellation);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.True(
            answer.GetProperty("status").GetString() == "success",
            $"{expression}: {(answer.TryGetProperty("error", out var error) ? error.GetString() : "")}");
        return [.. answer.GetProperty("data").GetProperty("result").EnumerateArray()];
    }

    /// <summary>The one number that an expression is; null for none.</summary>
    public async Task<double?> NumberAsync(string expression) => await QueryAsync(expression) is [var only]
        ? double.Parse(only.GetProperty("value")[1].GetString()!, System.Globalization.CultureInfo.InvariantCulture)
        : null;

    /// <summary>Waits until an expression is a number.</summary>
    public async Task UntilAsync(string expression, double expected)
    {
        double? last = null;
        await Eventually.GetAsync(
            async () => (last = await NumberAsync(expression)) == expected ? expression : null,
            $"{expression} = {expected}", () => $"{last}");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>It does not say which port it was given, so it has to be told one.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
