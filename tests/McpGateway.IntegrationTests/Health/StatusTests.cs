using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Health;

/// <summary>Each status string, produced by a real exchange.</summary>
public sealed class StatusTests
{
    private static readonly ServerHeader Credential = new("Authorization", "Bearer stale");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_WellBehavedServer_IsHealthy() =>
        Assert.Equal(
            "healthy", await StatusOfAsync(await ScriptedServer.StartMcpAsync((_, _) => Task.FromResult(false)), "streamable-http"));

    [Fact]
    public async Task Check_ServerThatOnlyKnowsTheOldestHandshake_IsHealthy()
    {
        var server = await ScriptedServer.StartMcpAsync((context, message) =>
        {
            var isOld = (string?)message["method"] != "initialize" && (string?)message["method"] != "server/discover"
                || (string?)message["params"]?["protocolVersion"] == "2024-11-05";
            context.Response.StatusCode = isOld ? 200 : 500;
            return Task.FromResult(!isOld);
        });
        Assert.Equal("healthy", await StatusOfAsync(server, "streamable-http"));
    }

    [Fact]
    public async Task Check_ServerThatWantsACredential_IsHealthy() =>
        Assert.Equal("healthy", await StatusOfAsync(await ScriptedServer.StartAsync(Status(401)), "streamable-http"));

    [Fact]
    public async Task Check_ServerThatRefusesTheConfiguredCredential_SaysSo() =>
        Assert.Equal(
            "healthy-auth-expired", await StatusOfAsync(await ScriptedServer.StartAsync(Status(401)), "streamable-http", Credential));

    [Fact]
    public async Task Check_PingRefusesTheConfiguredCredential_SaysSo() =>
        Assert.Equal("healthy-auth-expired", await StatusOfAsync(await PingAnswersAsync(403), "streamable-http", Credential));

    [Fact]
    public async Task Check_PingUnknown_IsHealthy()
    {
        var server = await ScriptedServer.StartMcpAsync(async (context, message) =>
        {
            if ((string?)message["method"] != "ping")
            {
                return false;
            }

            context.Response.StatusCode = 400;
            await ScriptedServer.WriteAsync(context, new()
            {
                ["jsonrpc"] = "2.0",
                ["id"] = message["id"]?.DeepClone(),
                ["error"] = new JsonObject { ["code"] = -32600, ["message"] = "no" },
            });
            return true;
        });
        Assert.Equal("healthy", await StatusOfAsync(server, "streamable-http"));
    }

    [Fact]
    public async Task Check_PingFails_IsHealthyAllTheSame() =>
        Assert.Equal("healthy", await StatusOfAsync(await PingAnswersAsync(503), "streamable-http"));

    [Fact]
    public async Task Check_PingWantsACredential_IsHealthy()
    {
        var pings = 0;
        var server = await ScriptedServer.StartMcpAsync((context, message) =>
        {
            var isPing = (string?)message["method"] == "ping";
            context.Response.StatusCode = !isPing ? 200 : Interlocked.Increment(ref pings) == 1 ? 401 : 500;
            return Task.FromResult(isPing);
        });
        Assert.Equal("healthy", await StatusOfAsync(server, "streamable-http"));
    }

    [Fact]
    public async Task Check_NoHandshakeAndNoPing_SaysSo() => Assert.Equal(
        "unhealthy: session initialization failed and ping without auth failed",
        await StatusOfAsync(await ScriptedServer.StartAsync(Status(500)), "streamable-http"));

    [Fact]
    public async Task Check_NoAnswer_IsTimeout() =>
        Assert.Equal("unhealthy: timeout", await StatusOfAsync(await ScriptedServer.StartAsync(Hang), "streamable-http"));

    [Fact]
    public async Task Check_NobodyListens_IsConnectionError() =>
        Assert.Equal("unhealthy: connection error", await StatusOfAsync($"http://127.0.0.1:{FreePort()}/mcp", "streamable-http"));

    [Fact]
    public async Task Check_WebPage_IsEndpointCheckFailed()
    {
        var server = await ScriptedServer.StartAsync(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<html>Welcome</html>", context.RequestAborted);
        });
        Assert.Equal("unhealthy: endpoint check failed", await StatusOfAsync(server, "streamable-http"));
    }

    [Fact]
    public async Task Check_SseAddressServesAWebPage_IsEndpointCheckFailed()
    {
        var server = await ScriptedServer.StartAsync(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<html>Welcome</html>", context.RequestAborted);
        });
        Assert.Equal("unhealthy: endpoint check failed", await StatusOfAsync(server, "sse"));
    }

    [Fact]
    public async Task Check_SseStreamWithoutHandshake_IsHealthy()
    {
        var server = await ScriptedServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Hang(context);
        });
        Assert.Equal("healthy", await StatusOfAsync(server, "sse"));
    }

    [Fact]
    public async Task Check_SseMissingSessionId_IsHealthy()
    {
        var server = await ScriptedServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync(
                """{"jsonrpc":"2.0","id":"server-error","error":{"code":-32600,"message":"Bad Request: Missing session ID"}}""",
                    context.RequestAborted);
        });
        Assert.Equal("healthy", await StatusOfAsync(server, "sse"));
    }

    [Fact]
    public async Task Check_SseNotFound_NamesTheStatus() =>
        Assert.Equal("unhealthy: status 404", await StatusOfAsync(await ScriptedServer.StartAsync(Status(404)), "sse"));

    [Fact]
    public async Task Check_TransportsFailDifferently_SaysAllFailed() => Assert.Equal(
        "unhealthy: all transport checks failed", await StatusOfAsync(
            await ScriptedServer.StartAsync(Status(500)), "streamable-http", "sse"));

    [Fact]
    public async Task Check_UnknownTransport_SaysAllFailed() =>
        Assert.Equal("unhealthy: all transport checks failed", await StatusOfAsync("http://127.0.0.1:1/", "carrier-pigeon"));

    [Fact]
    public async Task Check_NoAddress_SaysSo() =>
        Assert.Equal("unhealthy: missing proxy URL", await StatusOfAsync((string?)null, "streamable-http"));

    [Fact]
    public async Task Check_Stdio_IsUnknown()
    {
        await using var world = await HealthWorld.StartAsync();
        await world.PutAsync(HealthWorld.Server("/s", null, "stdio"));
        var state = await world.WaitAsync("/s", state => state.LastChecked is not null);
        Assert.Equal("unknown", state.Status);
    }

    [Fact]
    public async Task Check_MetadataAddress_IsNeverDialled() =>
        Assert.Equal("unhealthy: connection error", await StatusOfAsync("http://169.254.169.254/latest/meta-data", "streamable-http"));

    [Fact]
    public async Task Toggle_OffAndOn_IsDisabledThenCheckingThenHealthy()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.SetResult();
        await using var server = await ScriptedServer.StartMcpAsync(async (_, _) =>
        {
            await gate.Task;
            return false;
        });
        await using var world = await HealthWorld.StartAsync();
        var record = HealthWorld.Server("/s", server.Address, "streamable-http");
        await world.PutAsync(record);
        await world.WaitAsync("/s", state => state.Status == HealthStatus.Healthy);

        await world.PutAsync(record with { IsEnabled = false });
        Assert.Equal("disabled", world.Board.Find("/s")!.Status);
        await WaitForStoredAsync(world, HealthStatus.Disabled);

        gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await world.PutAsync(record);
        Assert.Equal("checking", world.Board.Find("/s")!.Status);
        Assert.False((await world.Health.FindAsync("/s", Cancel))!.Value.IsRoutable);
        gate.SetResult();
        await world.WaitAsync("/s", state => state.Status == HealthStatus.Healthy);
    }

    [Fact]
    public async Task Remove_CheckedServer_IsForgotten()
    {
        await using var server = await ScriptedServer.StartMcpAsync((_, _) => Task.FromResult(false));
        await using var world = await HealthWorld.StartAsync();
        await world.PutAsync(HealthWorld.Server("/s", server.Address, "streamable-http"));
        await world.WaitForCheckAsync("/s");

        await world.Documents.CommitAsync(new Foundation.Documents.DocumentBatch().Delete(ServerRepository.Servers, "/s", null), Cancel);

        Assert.Null(world.Board.Find("/s"));
        await Eventually.UntilAsync(async () =>
            await world.Health.FindAsync("/s", Cancel) is null && await world.Servers.FindToolsAsync("/s", Cancel) is null);
    }

    private static async Task WaitForStoredAsync(HealthWorld world, string status) =>
        await Eventually.UntilAsync(async () => (await world.Health.FindAsync("/s", Cancel))?.Value.Status == status);

    private static RequestDelegate Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private static Task<ScriptedServer> PingAnswersAsync(int status) => ScriptedServer.StartMcpAsync((context, message) =>
    {
        var isPing = (string?)message["method"] == "ping";
        context.Response.StatusCode = isPing ? status : 200;
        return Task.FromResult(isPing);
    });

    private static async Task Hang(HttpContext context) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    private static async Task<string> StatusOfAsync(ScriptedServer server, string transport, params ServerHeader[] headers)
    {
        await using (server)
        {
            return await StatusOfAsync(server.Address, [transport], headers);
        }
    }

    private static async Task<string> StatusOfAsync(ScriptedServer server, string transport, string other)
    {
        await using (server)
        {
            return await StatusOfAsync(server.Address, [transport, other], []);
        }
    }

    private static Task<string> StatusOfAsync(string? address, string transport) => StatusOfAsync(address, [transport], []);

    private static async Task<string> StatusOfAsync(string? address, string[] transports, ServerHeader[] headers)
    {
        await using var world = await HealthWorld.StartAsync();
        await world.PutAsync(HealthWorld.Server("/s", address, transports), headers);
        return (await world.WaitForCheckAsync("/s")).Status;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
