using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;
using McpGateway.IntegrationTests.Federation;

namespace McpGateway.EndToEndTests;

/// <summary>A source of twelve thousand servers with everything that a source can have, in the process that users start.</summary>
public sealed class LargeSyncTests
{
    private const int Servers = 12_000;

    /// <summary>Of 700 MB that are promised.</summary>
    private const long MostKilobytes = 600 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sync_OfTwelveThousandServers_StaysWithinMemory_AndWritesWhatChangedOnly()
    {
        await using var source = await SourceServer.StartAsync();
        var pages = new RegistryPages
        {
            Entries =
            [
                .. Enumerable.Range(0, Servers).Select(static i => RegistryPages.Simple(i)),
                "17", "null", """{"server":{}}""", SourceServer.Entry("io.example/api", "http://169.254.169.254/latest"),
                SourceServer.Entry("io.example/gone", null, status: "deleted"),
            ],
            FailingPage = 7,
        };
        source.Answer = pages.Answer;
        await using var gateway = await GatewayProcess.StartAsync(Cancellation);
        await gateway.SignInAsync(Cancellation);
        using var stored = await gateway.Client.PutAsJsonAsync(
            "/api/federation/config/default/sources/anthropic", new { enabled = true, endpoint = source.Url }, Cancellation);
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);

        var first = await SynchroniseAsync(gateway);
        var before = await gateway.RevisionAsync(Cancellation);
        var second = await SynchroniseAsync(gateway);
        var written = await gateway.WrittenSinceAsync(before, Cancellation);
        foreach (var i in Enumerable.Range(0, 150))
        {
            pages.Entries[i * 7] = i < 100 ? RegistryPages.Simple(i * 7, "2.0.0") : RegistryPages.Simple(i * 7, status: "deleted");
        }

        var third = await SynchroniseAsync(gateway);
        var peak = PeakKilobytes(gateway.ProcessId);
        TestContext.Current.TestOutputHelper?.WriteLine($"VmHWM {peak} kB");

        Assert.Equal((Servers, 0, 0, 0, 4), Counts(first));
        Assert.Equal((0, 0, 0, Servers, 4), Counts(second));
        Assert.Equal((0, 100, 50, Servers - 150, 4), Counts(third));

        // How it went. That servers are looked at and scanned meanwhile is no part of it.
        Assert.Equal(
            [KeyValuePair.Create("federation_runs", 1L)],
            written.Where(static kind => kind.Key is not ("health_history" or "server_health" or "security_scans")));
        Assert.True(peak < MostKilobytes, $"{peak} kB");
    }

    /// <summary>The most that a process has had in memory.</summary>
    private static long PeakKilobytes(int process) => File.ReadLines($"/proc/{process}/status")
        .Where(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
        .Select(static line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1])
        .Select(static kilobytes => long.Parse(kilobytes, CultureInfo.InvariantCulture))
        .Single();

    private static async Task<JsonElement> SynchroniseAsync(GatewayProcess gateway)
    {
        using var answer = await gateway.Client.PostAsync(
            new Uri("/api/federation/sync?source=anthropic", UriKind.Relative), null, Cancellation);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, body.ToString());
        return body.GetProperty("results").GetProperty("anthropic");
    }

    private static (int Added, int Changed, int Removed, int Unchanged, int Refused) Counts(JsonElement run) => (
        run.GetProperty("added").GetInt32(), run.GetProperty("changed").GetInt32(), run.GetProperty("removed").GetInt32(),
        run.GetProperty("unchanged").GetInt32(), run.GetProperty("refused").GetInt32());
}
