using EverythingServer;
using LegacySseServer;
using McpGateway.Core.BuiltIn;
using McpGateway.Core.Health;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Health;

public sealed class RealServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Registration_StreamableHttpServer_IsHealthyWithEveryPageOfTools()
    {
        await using var upstream = await StartAsync(EverythingApp.Build(["--urls", "http://127.0.0.1:0"], Quiet));
        await using var world = await HealthWorld.StartAsync();

        await world.PutAsync(HealthWorld.Server("/everything/", AddressOf(upstream), "streamable-http"));

        var state = await world.WaitForCheckAsync("/everything");
        Assert.Equal(HealthStatus.Healthy, state.Status);
        Assert.Equal(5, state.Tools);
        var tools = (await world.Servers.FindToolsAsync("/everything", Cancel))!.Value;
        Assert.Equal(["echo", "add", "count", "fail", "sleep"], tools.Tools.Select(tool => tool.Name));
        Assert.Equal("everything", tools.ImplementationName);
        Assert.Equal("2026-07-28", tools.ProtocolVersion);
        Assert.Equal("A sample with a tool for each thing a client should try.", tools.Instructions);
        Assert.NotNull(tools.Tools[1].OutputSchema);
        Assert.True((await world.Health.FindAsync("/everything", Cancel))!.Value.IsRoutable);
    }

    [Fact]
    public async Task Registration_LegacySseServer_IsHealthyWithTools()
    {
        await using var upstream = await StartAsync(LegacySseApp.Build(["--urls", "http://127.0.0.1:0"], Quiet));
        await using var world = await HealthWorld.StartAsync();

        await world.PutAsync(HealthWorld.Server("/legacy", AddressOf(upstream), "sse"));

        var state = await world.WaitForCheckAsync("/legacy");
        Assert.Equal(HealthStatus.Healthy, state.Status);
        var tools = (await world.Servers.FindToolsAsync("/legacy", Cancel))!.Value;
        Assert.Equal("echo", Assert.Single(tools.Tools).Name);
        Assert.Equal("legacy", tools.ImplementationName);
    }

    [Fact]
    public async Task Registration_BuiltInServer_IsHealthyAtOnceAndListsItsTool()
    {
        await using var world = await HealthWorld.StartAsync();

        await world.Services.GetRequiredService<BuiltInSeeder>().SeedAsync(Cancel);

        Assert.Equal(HealthStatus.Healthy, world.Board.Find("/currenttime")!.Status);
        await world.WaitAsync("/currenttime", state => state.Tools == 1);
        Assert.Equal("current_time_by_timezone", (await world.Servers.FindToolsAsync("/currenttime", Cancel))!.Value.Tools[0].Name);
    }

    private static void Quiet(ILoggingBuilder logging) => logging.ClearProviders().AddTestLog("sample");

    private static async Task<WebApplication> StartAsync(WebApplication app)
    {
        await app.StartAsync(Cancel);
        return app;
    }

    private static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}
