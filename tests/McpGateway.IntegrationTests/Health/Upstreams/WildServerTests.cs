using System.Net;
using System.Text.Json.Nodes;

namespace McpGateway.IntegrationTests.Health.Upstreams;

/// <summary>Faults that operators of such gateways met with real servers.</summary>
public sealed class WildServerTests(UpstreamWorld world) : IClassFixture<UpstreamWorld>
{
    private static readonly UpstreamKind Usual = new("usual");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What is registered, and whether it is where the server is.</summary>
    [Theory]
    [InlineData("mcp", null, false)]
    [InlineData("", null, false)]
    [InlineData("", "mcp/", true)]
    [InlineData("mcp/", null, true)]
    public async Task Mount_ThatRedirectsToATrailingSlash_IsCallableWhereItIsHealthy(string url, string? endpoint, bool isThere)
    {
        await using var server = RawServer.Start(Mounted().ServeAsync);
        var path = UpstreamWorld.NewPath();
        (string, string)[] fields = endpoint is null ? [] : [("mcp_endpoint", new Uri(server.Address, endpoint).AbsoluteUri)];

        var detail = await world.RegisterAsync(path, new Uri(server.Address, url).AbsoluteUri, fields);
        var called = await world.CallAsync(path + "/mcp");

        Assert.Equal(isThere ? ("healthy", 1) : ("unhealthy", 0), (
            detail.GetProperty("health_status").GetString(), detail.GetProperty("num_tools").GetInt32()));

        // What could never be looked at is not offered.
        Assert.Equal(isThere ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, called.Status);
        var final = new Uri(server.Address, "mcp/").AbsoluteUri;
        Assert.Equal(isThere ? null : final, detail.GetProperty("final_address").GetString());
        if (!isThere)
        {
            Assert.Contains(final, detail.GetProperty("health_reason").GetString(), StringComparison.Ordinal);
            Assert.Contains("scanned", called.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task FinalAddress_TakenOver_IsCallable()
    {
        await using var server = RawServer.Start(Mounted().ServeAsync);
        var path = UpstreamWorld.NewPath();
        var before = await world.RegisterAsync(path, new Uri(server.Address, "mcp").AbsoluteUri);

        await world.EditAsync(path, before.GetProperty("final_address").GetString()!);
        await world.CheckAsync(path);

        var after = await world.DetailAsync(path);
        Assert.Equal(("healthy", null), (
            after.GetProperty("health_status").GetString(), after.GetProperty("final_address").GetString()));

        // What another address defines is looked at before it is offered.
        (HttpStatusCode Status, string? Text) called = default;
        await Eventually.UntilAsync(async () =>
            (called = await world.CallAsync(path + "/mcp")).Status != HttpStatusCode.ServiceUnavailable);
        Assert.Equal((HttpStatusCode.OK, "ran"), called);
    }

    /// <summary>
    /// A redirect to another host says where it leads, and nothing in the network behind the gateway is looked at for it.
    /// </summary>
    [Fact]
    public async Task Redirect_ToAnotherPrivateHost_IsNotVisited()
    {
        var visits = 0;
        await using var inner = RawServer.Start((request, connection) =>
        {
            Interlocked.Increment(ref visits);
            return Usual.ServeAsync(request, connection);
        });
        var place = $"http://localhost:{inner.Port}/mcp";
        await using var server = RawServer.Start((Usual with { Special = _ => new(302) { Headers = [("Location", place)] } }).ServeAsync);

        var detail = await world.RegisterAsync(UpstreamWorld.NewPath(), new Uri(server.Address, "mcp").AbsoluteUri);

        Assert.Equal((0, null), (visits, detail.GetProperty("final_address").GetString()));
        Assert.Contains(place, detail.GetProperty("health_reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirect_WithCredentials_GivesThemToNoOtherOrigin()
    {
        var seen = new List<string?>();
        await using var other = RawServer.Start((request, connection) =>
        {
            lock (seen)
            {
                seen.Add(request.Header("Authorization"));
            }

            return Usual.ServeAsync(request, connection);
        });
        var place = new Uri(other.Address, "mcp").AbsoluteUri;
        await using var server = RawServer.Start((Usual with { Special = _ => new(308) { Headers = [("Location", place)] } }).ServeAsync);

        var detail = await world.RegisterAsync(
            UpstreamWorld.NewPath(), new Uri(server.Address, "mcp").AbsoluteUri, ("headers", """[{"Authorization":"Bearer secret"}]"""));

        Assert.Equal(place, detail.GetProperty("final_address").GetString());
        Assert.NotEmpty(seen);
        Assert.All(seen, Assert.Null);
    }

    /// <summary>GitHub's addresses have the transport's segment in their middle.</summary>
    [Theory]
    [InlineData("/mcp")]
    [InlineData("")]
    public async Task CustomPath_BehindTheTransportsSegment_IsCallableAtEachAddress(string suffix)
    {
        await using var server = RawServer.Start((Usual with { Path = "/mcp/x/repos" }).ServeAsync);
        var path = UpstreamWorld.NewPath();
        var detail = await world.RegisterAsync(path, new Uri(server.Address, "mcp/x/repos").AbsoluteUri);

        Assert.Equal("healthy", detail.GetProperty("health_detail").GetString());
        Assert.Equal((HttpStatusCode.OK, "ran"), await world.CallAsync(path + suffix));
    }

    [Fact]
    public async Task CustomPath_ThroughTheRegistrysOwnServer_IsCallable()
    {
        await using var server = RawServer.Start((Usual with { Path = "/mcp/x/repos" }).ServeAsync);
        var path = UpstreamWorld.NewPath();
        await world.RegisterAsync(path, new Uri(server.Address, "mcp/x/repos").AbsoluteUri);

        using var answer = await world.PostAsync("/mcpgw/mcp", "tools/call", new()
        {
            ["name"] = "invoke_mcp_tool",
            ["arguments"] = new JsonObject { ["server_path"] = path, ["tool_name"] = "alpha", ["arguments"] = new JsonObject() },
        }, 1, []);

        Assert.Contains("ran", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    /// <summary>A server that serves one call at a time cannot answer a check during a long call. It works all the same.</summary>
    [Fact]
    public async Task Check_FailsDuringALongCall_CutsNoTraffic()
    {
        var isBusy = false;
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = RawServer.Start(async (request, connection) =>
        {
            if (Volatile.Read(ref isBusy))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, connection.Ending);
            }

            if (request.Header("X-Long") is not null)
            {
                Volatile.Write(ref isBusy, true);
                began.TrySetResult();
                await release.Task;
                Volatile.Write(ref isBusy, false);
            }

            await Usual.ServeAsync(request, connection);
        });
        await using var impatient = new UpstreamWorld
        {
            Settings =
            [
                ("Health:DiscoverTimeout", "00:00:00.2"), ("Health:HandshakeTimeout", "00:00:00.2"), ("Health:ToolsTimeout", "00:00:10"),
            ],
        };
        await impatient.InitializeAsync();
        var path = UpstreamWorld.NewPath();
        await impatient.RegisterAsync(path, new Uri(server.Address, "mcp").AbsoluteUri);

        var call = impatient.PostAsync(
            path + "/mcp", "tools/call", new() { ["name"] = "alpha", ["arguments"] = new JsonObject() }, 7, [("X-Long", "yes")]);
        await began.Task;
        await impatient.CheckAsync(path);
        var during = await impatient.DetailAsync(path);
        release.SetResult();
        using var answer = await call;
        var after = await impatient.CallAsync(path + "/mcp");
        var then = await impatient.DetailAsync(path);

        Assert.Equal("unhealthy: timeout", during.GetProperty("health_detail").GetString());
        Assert.Equal("No answer to initialize within 0.2 s.", during.GetProperty("health_reason").GetString());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, "ran"), (answer.StatusCode, after.Status, after.Text));

        // Calls that succeed are health.
        Assert.Equal("healthy", then.GetProperty("health_detail").GetString());
    }

    /// <summary>Both have to find nobody there: then callers are told at once, with a time to come back.</summary>
    [Fact]
    public async Task Server_ThatNeitherCheckNorCallReaches_IsRefused()
    {
        var server = RawServer.Start(Usual.ServeAsync);
        var url = new Uri(server.Address, "mcp").AbsoluteUri;
        var path = UpstreamWorld.NewPath();
        await world.RegisterAsync(path, url);
        await server.DisposeAsync();
        await world.CheckAsync(path);
        var detail = await world.DetailAsync(path);
        Assert.StartsWith("Connection refused by 127.0.0.1:", detail.GetProperty("health_reason").GetString(), StringComparison.Ordinal);

        using var first = await world.PostAsync(path + "/mcp", "ping", [], 1, []);
        using var second = await world.PostAsync(path + "/mcp", "ping", [], 2, []);

        Assert.Equal((HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable), (first.StatusCode, second.StatusCode));
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 30);
        Assert.Equal("unhealthy", second.Headers.GetValues("X-Gateway-Error").Single());
    }

    [Fact]
    public async Task HealthAnswer_OfAllServers_SaysWhy()
    {
        await using var server = RawServer.Start(Mounted().ServeAsync);
        var path = UpstreamWorld.NewPath();
        await world.RegisterAsync(path, new Uri(server.Address, "mcp").AbsoluteUri);

        var entry = (await world.GetAsync("/api/servers/health")).GetProperty(path);

        Assert.Equal(("unhealthy: status 307", "unhealthy", new Uri(server.Address, "mcp/").AbsoluteUri), (
            entry.GetProperty("status").GetString(), entry.GetProperty("state").GetString(),
            entry.GetProperty("final_address").GetString()));
    }

    private static UpstreamKind Mounted() => Usual with
    {
        Path = "/mcp/",
        Special = request => request.Path == "/mcp" ? new(307) { Headers = [("Location", "/mcp/")] } : null,
    };
}
