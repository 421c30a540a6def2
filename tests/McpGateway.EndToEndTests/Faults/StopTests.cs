using System.Diagnostics;
using System.Net;
using McpGateway.EndToEndTests.Support;
using McpGateway.IntegrationTests.Storage;

namespace McpGateway.EndToEndTests.Faults;

/// <summary>SIGTERM while streams stand open and calls are in flight, as in every update of a deployment.</summary>
public sealed class StopTests(PostgresServer postgres)
{
    private const int Streams = 50;
    private const int Calls = 20;
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":"""
            + """{"name":"t","version":"1"}}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Terminate_StreamsAndCallsOpen_EndsInOrder_AndEveryCallIsRecorded(string backend)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Drain__Notice"] = "00:00:01",
            ["Drain__Calls"] = "00:00:20",
            ["STORAGE_BACKEND"] = backend,
            ["DATABASE_URL"] = backend == "sqlite" ? null : await postgres.CreateDatabaseAsync(Cancellation),
            ["SECRET_KEY"] = "the key of this test, long enough",
        };
        await using var upstream = await HeldServer.StartAsync(Cancellation);
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, settings);
        await gateway.SignInAsync(Cancellation);
        await gateway.RegisterAsync("/held", upstream.Address, Cancellation, "Held");
        var token = await gateway.VendAsync(Cancellation);
        for (var round = 0; round < Rounds.Count; round++)
        {
            await StopOnceAsync(gateway, upstream, token, round);
            await gateway.StartAgainAsync(Cancellation);
            await gateway.SignInAsync(Cancellation);
            var recorded = await Recorded.ToolsAsync(gateway, $"t{round}-", Cancellation);
            Assert.Equal(Calls, recorded.Count);
            Assert.Equal(Calls, recorded.Distinct(StringComparer.Ordinal).Count());
        }

        Assert.All(upstream.Executed, static tool => Assert.Equal(1, tool.Value));
    }

    [Fact]
    public async Task Terminate_CallsThatDoNotEnd_AreCut_AndRecorded_AndTheProcessEndsWithZero()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Drain__Calls"] = "00:00:01" };
        await using var upstream = await HeldServer.StartAsync(Cancellation);
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, settings);
        await gateway.SignInAsync(Cancellation);
        await gateway.RegisterAsync("/held", upstream.Address, Cancellation, "Held");
        var token = await gateway.VendAsync(Cancellation);
        upstream.Hold();
        var calls = Enumerable.Range(0, Calls).Select(index => TryCallAsync(gateway, token, $"cut-{index}")).ToArray();
        await Eventually.UntilAsync(() => Task.FromResult(upstream.Running == Calls));

        Assert.Equal(0, await gateway.TerminateAsync(Cancellation));

        await Task.WhenAll(calls).WaitAsync(Eventually.Patience, Cancellation);
        upstream.Answer();
        await gateway.StartAgainAsync(Cancellation);
        await gateway.SignInAsync(Cancellation);
        Assert.Equal(Calls, (await Recorded.ToolsAsync(gateway, "cut-", Cancellation)).Count);
    }

    private static async Task StopOnceAsync(GatewayProcess gateway, HeldServer upstream, string token, int round)
    {
        var initialized = await gateway.CallAsync("/held/mcp", token, Initialize, Cancellation);
        Assert.True(initialized.Status == HttpStatusCode.OK, initialized.Body?.ToString());
        var session = initialized.Headers.GetValues("Mcp-Session-Id").Single();
        var streams = await Task.WhenAll(Enumerable.Range(0, Streams).Select(
            _ => gateway.OpenStreamAsync("/held/mcp", token, session, Cancellation)));
        var ended = Task.WhenAll(streams.Select(ReadToEndAsync));
        upstream.Hold();
        var calls = Enumerable.Range(0, Calls).Select(index => TryCallAsync(gateway, token, $"t{round}-{index}")).ToArray();
        await Eventually.UntilAsync(() => Task.FromResult(upstream.Running == Calls));
        Assert.Equal(HttpStatusCode.OK, await ReadinessAsync(gateway));

        var clock = Stopwatch.StartNew();
        var exit = gateway.TerminateAsync(Cancellation);
        await Eventually.UntilAsync(async () => await ReadinessAsync(gateway) == HttpStatusCode.ServiceUnavailable);
        var texts = await ended.WaitAsync(Eventually.Patience, Cancellation);
        Assert.False(exit.IsCompleted, "It did not wait for the calls.");
        upstream.Answer();

        Assert.All(await Task.WhenAll(calls), static status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(0, await exit);
        Assert.All(texts, static text => Assert.StartsWith(":", text, StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper?.WriteLine($"Ended after {clock.Elapsed.TotalSeconds:0.0} s.");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(28), $"Ended after {clock.Elapsed}.");
        Array.ForEach(streams, static stream => stream.Dispose());
    }

    /// <summary>To a clean end: a stream that is cut would throw.</summary>
    private static async Task<string> ReadToEndAsync(HttpResponseMessage stream) =>
        await stream.Content.ReadAsStringAsync(Cancellation);

    private static async Task<HttpStatusCode?> TryCallAsync(GatewayProcess gateway, string token, string tool)
    {
        try
        {
            var call = $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{} } }""";
            return (await gateway.CallAsync("/held/mcp", token, call, Cancellation)).Status;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<HttpStatusCode> ReadinessAsync(GatewayProcess gateway)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(gateway.Address, "/health/ready"), Cancellation);
        return answer.StatusCode;
    }
}
