using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.IntegrationTests.Composition;

namespace McpGateway.IntegrationTests.Storage.Faults;

/// <summary>What a gateway answers while its PostgreSQL is away, in each of the ways in which it can be.</summary>
public sealed class StoreAwayTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("stopped")]
    [InlineData("cut")]
    [InlineData("silent")]
    [InlineData("paused")]
    public async Task Store_Away_CallsGoOn_WritesAre503_TheLogStaysShort_AndItRecovers(string fault)
    {
        await using var postgres = await PostgresInstance.StartAsync(Cancel);
        await using var relay = new TcpRelay(postgres.Socket);
        await using var gateway = await Replica.StartAsync(Replica.Through(relay));
        await using var other = await Replica.StartAsync(postgres.ConnectionString);
        using var administrator = await gateway.BearerAsync(ComposedGateway.Administrator);
        using var session = await other.SignedInAsync(ComposedGateway.Administrator);
        using var stranger = gateway.Anonymous(("Cookie", session.DefaultRequestHeaders.GetValues("Cookie").Single()));
        Assert.Equal(HttpStatusCode.OK, await Replica.CallAsync(administrator));
        var lines = gateway.Logs.Lines.Count;

        await BreakAsync(fault, postgres, relay);
        var clock = Stopwatch.StartNew();
        var answers = await Task.WhenAll(
            Task.Run(() => WriteAsync(administrator), Cancel),
            Task.Run(() => GetAsync(stranger, "/api/auth/me"), Cancel),
            Task.Run(() => CallAsStrangerAsync(stranger), Cancel));
        var calls = 0;
        while (clock.Elapsed < TimeSpan.FromSeconds(3))
        {
            Assert.Equal(HttpStatusCode.OK, await Replica.CallAsync(administrator));
            calls++;
        }

        foreach (var (status, retryAfter, body) in answers)
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (status, retryAfter));
            Assert.NotEmpty(body);
        }

        Assert.NotEmpty(JsonSerializer.Deserialize<JsonElement>(answers[0].Body).GetProperty("detail").GetString()!);
        var news = gateway.Logs.Lines.Skip(lines).Where(line => !line.Contains("trace", StringComparison.OrdinalIgnoreCase)).ToArray();
        Assert.True(
            news.Length < 60, $"{news.Length} lines for {calls} calls:\n{string.Join('\n', news.Select(line => line.Split('\n')[0]))}");

        await HealAsync(fault, postgres, relay);
        await Replica.WriteUntilItWorksAsync(administrator, "afterwards");
        await Eventually.UntilAsync(async () => (await GetAsync(stranger, "/api/auth/me")).Status == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Store_AwayLongerThanMaxStaleness_IsSaid_AndDeniedWhereThatIsWanted(bool denies)
    {
        await using var postgres = await PostgresInstance.StartAsync(Cancel);
        await using var gateway = await Replica.StartAsync(
            postgres.ConnectionString, ("Storage:MaxStaleness", "00:00:02"), ("Storage:DenyWhenStale", denies ? "true" : "false"));
        using var administrator = await gateway.BearerAsync(ComposedGateway.Administrator);
        using var anonymous = gateway.Anonymous();
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(anonymous, "/health/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, await Replica.CallAsync(administrator));

        await postgres.StopAsync(Cancel);
        await Eventually.UntilAsync(() => gateway.Logs.Lines.Any(IsStale));

        Assert.Equal(denies ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, await Replica.CallAsync(administrator));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync(anonymous, "/health/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(anonymous, "/health")).Status);
        var rest = await GetAsync(administrator, "/api/auth/me");
        Assert.Equal((denies ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, denies), (rest.Status, rest.RetryAfter));

        await postgres.StartAgainAsync(Cancel);
        await Eventually.UntilAsync(async () => (await GetAsync(anonymous, "/health/ready")).Status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await Replica.CallAsync(administrator));

        static bool IsStale(string line) => line.Contains("has not confirmed the state in memory", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disk_Full_WritesAre507_CallsGoOn_AndItRecovers()
    {
        await using var disk = await SmallDisk.MountAsync(Cancel);
        await using var postgres = await PostgresInstance.StartAsync(Cancel, disk.Directory);
        await using var gateway = await Replica.StartAsync(postgres.ConnectionString);
        using var administrator = await gateway.BearerAsync(ComposedGateway.Administrator);
        Assert.Equal(HttpStatusCode.OK, await Replica.CallAsync(administrator));

        disk.Fill();
        var description = new string('x', 200_000);
        var statuses = new List<HttpStatusCode>();
        await Eventually.UntilAsync(async () =>
        {
            using var answer = await administrator.PostAsJsonAsync(
                "/api/servers/groups/import",
                new { scope_name = $"big-{statuses.Count}", description, server_access = Array.Empty<object>() }, Cancel);
            statuses.Add(answer.StatusCode);
            return !answer.IsSuccessStatusCode;
        });
        Assert.Contains(statuses[^1], new[] { HttpStatusCode.InsufficientStorage, HttpStatusCode.ServiceUnavailable });
        Assert.Equal(HttpStatusCode.OK, await Replica.CallAsync(administrator));

        disk.Free();
        if (postgres.HasEnded)
        {
            // Without room for its log the server gives up; the platform starts it again.
            await postgres.StartAgainAsync(Cancel);
        }

        await Replica.WriteUntilItWorksAsync(administrator, "afterwards");
    }

    private static async Task<(HttpStatusCode Status, bool RetryAfter, string Body)> WriteAsync(HttpClient caller)
    {
        using var answer = await Replica.WriteAsync(caller, "meanwhile");
        return await ReadAsync(answer);
    }

    private static async Task<(HttpStatusCode Status, bool RetryAfter, string Body)> GetAsync(HttpClient caller, string path)
    {
        using var answer = await caller.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        return await ReadAsync(answer);
    }

    private static async Task<(HttpStatusCode Status, bool RetryAfter, string Body)> CallAsStrangerAsync(HttpClient caller)
    {
        using var answer = await caller.PostAsync(
            new Uri($"/{Replica.Server}/mcp", UriKind.Relative),
            new StringContent("{}", System.Text.Encoding.UTF8, "application/json"), Cancel);
        return await ReadAsync(answer);
    }

    private static async Task<(HttpStatusCode Status, bool RetryAfter, string Body)> ReadAsync(HttpResponseMessage answer) =>
        (answer.StatusCode, answer.Headers.RetryAfter is not null, await answer.Content.ReadAsStringAsync(Cancel));

    private static async Task BreakAsync(string fault, PostgresInstance postgres, TcpRelay relay)
    {
        switch (fault)
        {
            case "stopped":
                await postgres.StopAsync(Cancel);
                break;
            case "paused":
                await postgres.PauseAsync(Cancel);
                break;
            case "cut":
                relay.Cut();
                break;
            default:
                relay.GoSilent();
                break;
        }
    }

    private static async Task HealAsync(string fault, PostgresInstance postgres, TcpRelay relay)
    {
        switch (fault)
        {
            case "stopped":
                await postgres.StartAgainAsync(Cancel);
                break;
            case "paused":
                await postgres.ResumeAsync(Cancel);
                break;
            default:
                relay.Heal();
                break;
        }
    }
}
