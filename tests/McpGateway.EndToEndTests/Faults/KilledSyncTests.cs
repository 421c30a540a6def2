using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;
using McpGateway.IntegrationTests.Federation;
using McpGateway.IntegrationTests.Storage;

namespace McpGateway.EndToEndTests.Faults;

/// <summary>The process is killed (SIGKILL) in the middle of a synchronisation.</summary>
public sealed class KilledSyncTests(PostgresServer postgres)
{
    private const int Servers = 3000;

    /// <summary>From this page on the source waits: what is before it is being stored or is stored.</summary>
    private const int Middle = 15;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Kill_InTheMiddle_LeavesWholeServersAndTheNextRunCompletes(string backend)
    {
        await using var source = await SourceServer.StartAsync();
        var pages = RegistryPages.Of(Servers);
        using var go = new ManualResetEventSlim();
        using var reached = new SemaphoreSlim(0);
        pages.BeforePage = page =>
        {
            if (page >= Middle && !go.IsSet)
            {
                reached.Release();
                go.Wait(Cancellation);
            }
        };
        source.Answer = request => request.Query["limit"].Count > 0 ? pages.Answer(request) : (404, "{}");
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["STORAGE_BACKEND"] = backend,
            ["DATABASE_URL"] = backend == "sqlite" ? null : await postgres.CreateDatabaseAsync(Cancellation),
            ["SECRET_KEY"] = "the key of this test, long enough",
        });
        await gateway.SignInAsync(Cancellation);
        await ConfigureAsync(gateway, source.Url);

        var running = SynchroniseAsync(gateway);
        await reached.WaitAsync(Cancellation);
        await gateway.KillAsync(Cancellation);
        go.Set();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => running);

        await gateway.StartAgainAsync(Cancellation);
        await gateway.SignInAsync(Cancellation);
        var partial = await NamesAsync(gateway);
        await Eventually.UntilAsync(async () => (await SourceAsync(gateway)).GetProperty("runs").GetArrayLength() == 1);
        var state = await SourceAsync(gateway);
        Assert.InRange(partial.Count, 1, Servers - 1);
        Assert.Equal(partial.Count, state.GetProperty("items").GetInt32());
        Assert.Equal(0, state.GetProperty("orphaned").GetInt32());
        Assert.Equal("interrupted", state.GetProperty("state").GetString());
        Assert.Equal("interrupted", state.GetProperty("runs")[0].GetProperty("status").GetString());
        await AssertWholeAsync(gateway, partial[^1]);

        var next = await SynchroniseAsync(gateway);
        var again = await SynchroniseAsync(gateway);

        Assert.Equal(
            ("completed", Servers - partial.Count, partial.Count, 0),
            (next.GetProperty("status").GetString(), next.GetProperty("added").GetInt32(), next.GetProperty("unchanged").GetInt32(),
                next.GetProperty("refused").GetInt32()));
        Assert.Equal((0, Servers), (again.GetProperty("added").GetInt32(), again.GetProperty("unchanged").GetInt32()));
        Assert.Equal(
            Enumerable.Range(0, Servers).Select(static i => $"/{RegistryPages.NameOf(i).Replace('/', '-')}").Order(StringComparer.Ordinal),
            (await NamesAsync(gateway)).Order(StringComparer.Ordinal));
    }

    private static async Task ConfigureAsync(GatewayProcess gateway, string url)
    {
        using var stored = await gateway.Client.PutAsJsonAsync(
            "/api/federation/config/default/sources/anthropic", new { kind = "anthropic", enabled = true, endpoint = url }, Cancellation);
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
    }

    private static async Task<JsonElement> SynchroniseAsync(GatewayProcess gateway)
    {
        using var answer = await gateway.Client.PostAsync(
            new Uri("/api/federation/sync?source=anthropic", UriKind.Relative), null, Cancellation);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, body.ToString());
        return body.GetProperty("results").GetProperty("anthropic");
    }

    private static async Task<JsonElement> SourceAsync(GatewayProcess gateway)
    {
        var answer = await gateway.Client.GetFromJsonAsync<JsonElement>("/api/federation/sources", Cancellation);
        return answer.GetProperty("sources")[0];
    }

    /// <summary>Paths of what came from the source, as lists show it.</summary>
    private static async Task<IReadOnlyList<string>> NamesAsync(GatewayProcess gateway)
    {
        var answer = await gateway.Client.GetFromJsonAsync<JsonElement>("/api/servers", Cancellation);
        return
        [
            .. answer.GetProperty("servers").EnumerateArray()
                .Where(static server => server.TryGetProperty("source", out var source) && source.GetString() == "anthropic")
                .Select(static server => server.GetProperty("path").GetString()!),
        ];
    }

    /// <summary>A server that was stored has everything that the source states, and is found by search.</summary>
    private static async Task AssertWholeAsync(GatewayProcess gateway, string path)
    {
        var detail = await gateway.Client.GetFromJsonAsync<JsonElement>("/api/servers" + path, Cancellation);
        var number = int.Parse(path[^5..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal($"https://server-{number}.example.com/mcp", detail.GetProperty("proxy_pass_url").GetString());
        Assert.Contains("federated", detail.GetProperty("tags").EnumerateArray().Select(static tag => tag.GetString()));
    }
}
