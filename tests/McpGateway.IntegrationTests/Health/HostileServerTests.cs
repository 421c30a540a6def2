using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using McpGateway.Core.Health.Checks;
using McpGateway.Core.Registry.Servers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Health;

/// <summary>Servers that mean harm: a check ends in time, within its budget, and finds them out.</summary>
[Collection(ProcessWide.Name)]
public sealed class HostileServerTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Check_EndlessBody_EndsAtTheBudget() =>
        Assert.Equal("unhealthy: endpoint check failed", await StatusOfAsync(async context =>
    {
        context.Response.ContentType = "application/json";
        await FloodAsync(context, "\"");
    }));

    [Fact]
    public async Task Check_EndlessEventStream_EndsAtTheBudget() =>
        Assert.Equal("unhealthy: endpoint check failed", await StatusOfAsync(async context =>
    {
        context.Response.ContentType = "text/event-stream";
        await FloodAsync(context, "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}\n\n");
    }));

    [Fact]
    public async Task Check_EventStreamThatStaysSilent_IsTimeout() =>
        Assert.Equal("unhealthy: timeout", await StatusOfAsync(async context =>
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await HangAsync(context);
    }));

    [Fact]
    public async Task Check_ConnectionReset_IsConnectionError() =>
        Assert.Equal("unhealthy: connection error", await StatusOfAsync(context =>
    {
        context.Abort();
        return Task.CompletedTask;
    }));

    [Fact]
    public async Task Check_AnswersWithAnotherId_IsTimeoutOrRefused()
    {
        var status = await StatusOfAsync(context =>
            ScriptedServer.WriteAsync(context, new() { ["jsonrpc"] = "2.0", ["id"] = "someone else's", ["result"] = new JsonObject() }));
        Assert.StartsWith("unhealthy: ", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_DeeplyNestedJson_IsUnhealthy()
    {
        var status = await StatusOfAsync(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(string.Concat(Enumerable.Repeat("[", 100_000)), context.RequestAborted);
        });
        Assert.StartsWith("unhealthy: ", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_HugeHeaders_IsUnhealthy()
    {
        var status = await StatusOfAsync(context =>
        {
            context.Response.Headers["X-Large"] = new string('x', 200 * 1024);
            return Task.CompletedTask;
        });
        Assert.StartsWith("unhealthy: ", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_RedirectToMetadata_IsNotFollowed()
    {
        var status = await StatusOfAsync(context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = "http://169.254.169.254/latest/meta-data/";
            return Task.CompletedTask;
        });
        Assert.Equal("unhealthy: status 307", status);
    }

    [Fact]
    public async Task Check_SseEndpointOnAnotherOrigin_GetsNoCredential()
    {
        var leaked = 0;
        await using var thief = await ScriptedServer.StartAsync(context =>
        {
            Interlocked.Increment(ref leaked);
            return Task.CompletedTask;
        });
        var target = $"{thief.Address}/collect";
        await StatusOfAsync(
            async context =>
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync($"event: endpoint\ndata: {target}\n\n", context.RequestAborted);
                await HangAsync(context);
            },
            "sse",
            new ServerHeader("Authorization", "Bearer secret"));
        Assert.Equal(0, leaked);
    }

    [Fact]
    public async Task Discovery_PagesThatNeverEnd_AreCut()
    {
        var pages = 0;
        await using var server = await ScriptedServer.StartMcpAsync((context, message) => AnswerListAsync(context, message, () => new()
        {
            ["tools"] = new JsonArray(ScriptedServer.Tool($"tool{Interlocked.Increment(ref pages)}")),
            ["nextCursor"] = pages.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }));
        await using var world = await HealthWorld.StartAsync(settings: ("Health:MaxPages", "7"));
        await world.PutAsync(HealthWorld.Server("/s", server.Address, "streamable-http"));

        Assert.Equal(7, (await world.WaitForCheckAsync("/s")).Tools);
        Assert.Equal(7, pages);
    }

    [Fact]
    public async Task Discovery_CursorThatRepeats_EndsAtOnce()
    {
        var pages = 0;
        await using var server = await ScriptedServer.StartMcpAsync((context, message) => AnswerListAsync(context, message, () => new()
        {
            ["tools"] = new JsonArray(ScriptedServer.Tool($"tool{Interlocked.Increment(ref pages)}")),
            ["nextCursor"] = "again",
        }));
        await using var world = await HealthWorld.StartAsync();
        await world.PutAsync(HealthWorld.Server("/s", server.Address, "streamable-http"));

        await world.WaitForCheckAsync("/s");
        Assert.Equal(2, pages);
    }

    /// <summary>Whoever looks at the server is told, by a check that does not list, too.</summary>
    [Fact]
    public async Task Discovery_MoreToolsThanKept_AreCutAndThatIsSaid()
    {
        var lists = 0;
        await using var server = await ScriptedServer.StartMcpAsync((context, message) => AnswerListAsync(context, message, () =>
        {
            Interlocked.Increment(ref lists);
            return new()
            {
                ["tools"] = new JsonArray([.. Enumerable.Range(0, 500).Select(number => (JsonNode)ScriptedServer.Tool($"tool{number}"))]),
            };
        }));
        await using var world = await HealthWorld.StartAsync(settings: ("Health:MaxTools", "100"));
        await world.PutAsync(HealthWorld.Server("/s", server.Address, "streamable-http"));

        Assert.Equal(100, (await world.WaitForCheckAsync("/s")).Tools);
        AssertSaid(world.Board.Find("/s")!.Finding.Reason);
        var listed = Volatile.Read(ref lists);
        var checker = world.Services.GetRequiredService<HealthChecker>();
        var again = await checker.CheckAsync("/s", isAsked: false, TestContext.Current.CancellationToken);
        Assert.Equal(listed, Volatile.Read(ref lists));
        AssertSaid(again.Finding.Reason);

        static void AssertSaid(string? reason) =>
            Assert.Contains("Offers more than 100 tools (Health:MaxTools)", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discovery_MalformedTools_DoNotHideTheOthers()
    {
        await using var server = await ScriptedServer.StartMcpAsync((context, message) => AnswerListAsync(context, message, () => new()
        {
            ["tools"] = new JsonArray(
                17, null, new JsonObject { ["name"] = 3 }, new JsonObject { ["description"] = "no name" },
                new JsonObject { ["name"] = "bare", ["inputSchema"] = "not a schema", ["annotations"] = 5 }, ScriptedServer.Tool("good"),
                ScriptedServer.Tool("good", "twice")),
        }));
        await using var world = await HealthWorld.StartAsync();
        await world.PutAsync(HealthWorld.Server("/s", server.Address, "streamable-http"));

        Assert.Equal(2, (await world.WaitForCheckAsync("/s")).Tools);
    }

    [Fact]
    public async Task Discovery_HangingList_LeavesTheServerHealthy()
    {
        await using var server = await ScriptedServer.StartMcpAsync(async (context, message) =>
        {
            if ((string?)message["method"] != "tools/list")
            {
                return false;
            }

            await HangAsync(context);
            return true;
        });
        await using var world = await HealthWorld.StartAsync(settings: ("Health:ToolsTimeout", "00:00:00.300"));
        await world.PutAsync(HealthWorld.Server("/s", server.Address, "streamable-http"));

        Assert.Equal("healthy", (await world.WaitForCheckAsync("/s")).Status);
    }

    [Fact]
    public async Task Monitor_HangingServers_DoNotHoldUpTheOthers()
    {
        await using var hanging = await ScriptedServer.StartAsync(HangAsync);
        await using var good = await ScriptedServer.StartMcpAsync((_, _) => Task.FromResult(false));
        await using var world = await HealthWorld.StartAsync(
            settings: [("Health:MaxConcurrency", "4"), ("Health:HandshakeTimeout", "00:01:00")]);
        for (var number = 0; number < 3; number++)
        {
            await world.PutAsync(HealthWorld.Server($"/hanging{number}", hanging.Address, "streamable-http"));
        }

        await world.PutAsync(HealthWorld.Server("/good", good.Address, "streamable-http"));
        // The others are waited for longer than this test has patience.
        Assert.Equal("healthy", (await world.WaitForCheckAsync("/good")).Status);
    }

    private static async Task<bool> AnswerListAsync(HttpContext context, JsonObject message, Func<JsonObject> list)
    {
        if ((string?)message["method"] != "tools/list")
        {
            return false;
        }

        await ScriptedServer.ResultAsync(context, message, list());
        return true;
    }

    private static async Task HangAsync(HttpContext context) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    private static async Task FloodAsync(HttpContext context, string text)
    {
        var chunk = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, 1 + (16 * 1024 / text.Length))));
        try
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // The checker had enough, which is the point.
        }
    }

    private static async Task<string> StatusOfAsync(
        RequestDelegate answer, string transport = "streamable-http", params ServerHeader[] headers)
    {
        await using var server = await ScriptedServer.StartAsync(answer);
        await using var world = await HealthWorld.StartAsync(settings: ("Health:MaxResponseBytes", "1048576"));
        var before = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        await world.PutAsync(HealthWorld.Server("/s", server.Address, transport), headers);
        var status = (await world.WaitForCheckAsync("/s")).Status;
        Assert.True(watch.Elapsed < Bound, $"took {watch.Elapsed}");
        Assert.True(GC.GetTotalAllocatedBytes() - before < 500_000_000, "allocated too much");
        return status;
    }
}
