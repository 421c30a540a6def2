using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Health;

/// <summary>One server, and an interval far below a minute: a check that ends is planned again at once.</summary>
public sealed class IntervalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Health:Interval", StatusCodes.Status200OK)]
    [InlineData("Health:RetryInterval", StatusCodes.Status500InternalServerError)]
    public async Task Check_ShortInterval_IsKeptWithOneServer(string key, int status)
    {
        var left = 4;
        var checkedOften = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartMcpAsync((context, message) =>
        {
            if ((string?)message["method"] == "initialize" && Interlocked.Decrement(ref left) <= 0)
            {
                checkedOften.TrySetResult();
            }

            context.Response.StatusCode = status;
            return Task.FromResult(status != StatusCodes.Status200OK);
        });
        await using var world = await HealthWorld.StartAsync(settings: (key, "00:00:01"));

        await world.PutAsync(HealthWorld.Server("/s", server.Address, "streamable-http"));

        await checkedOften.Task.WaitAsync(TimeSpan.FromSeconds(45), Cancel);
    }
}
