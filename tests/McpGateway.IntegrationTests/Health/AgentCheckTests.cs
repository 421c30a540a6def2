using System.Text.Json;
using McpGateway.Core.Agents;
using McpGateway.Foundation.Documents;
using McpGateway.IntegrationTests.Agents;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Health;

/// <summary>Checks of agents that somebody asks for.</summary>
public sealed class AgentCheckTests
{
    private const string Key = "/agent";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The check finds another card, and so writes the agent that it checks.</summary>
    [Fact]
    public async Task CheckNow_WhileACheckIsUnderWay_IsAnsweredByIt()
    {
        await using var remote = await FakeAgent.StartAsync();
        await using var world = await HealthWorld.StartAsync();
        var (first, second) = await CheckTwiceAsync(remote, world, () =>
        {
            remote.Card = remote.NewCard("Books trains.").ToJsonString();
            return Task.CompletedTask;
        });

        Assert.Equal("healthy", first.Status);
        Assert.Same(first, second);
    }

    [Fact]
    public async Task CheckNow_WhileAnAgentThatHasChangedSinceIsChecked_ChecksAgain()
    {
        await using var remote = await FakeAgent.StartAsync();
        await using var world = await HealthWorld.StartAsync();
        var (first, second) = await CheckTwiceAsync(remote, world, () => PutAsync(world, Agent(remote) with { CardHash = "another" }));

        Assert.Equal("healthy", second.Status);
        Assert.NotSame(first, second);
    }

    /// <summary>Two checks asked for at once, of which the first is under way when something happens.</summary>
    private static async Task<(AgentCheck First, AgentCheck Second)> CheckTwiceAsync(
        FakeAgent remote, HealthWorld world, Func<Task> meanwhile)
    {
        await PutAsync(world, Agent(remote));
        await world.WaitForCheckAsync(Key);
        var health = world.Services.GetRequiredService<IAgentHealth>();
        var hold = new FakeAgent.Hold();
        remote.Held = hold;
        var first = health.CheckNowAsync(Key, Cancellation);
        var second = health.CheckNowAsync(Key, Cancellation);
        await hold.Arrived.Task.WaitAsync(HealthWorld.Patience, Cancellation);
        await meanwhile();
        hold.Release();
        return (await first, await second);
    }

    private static AgentDocument Agent(FakeAgent remote) => new()
    {
        Path = Key,
        Card = JsonElement.Parse(remote.Card!),
        CardHash = "h",
        CardUrl = remote.CardUrl,
        IsEnabled = true,
        RegisteredBy = "test",
        OwnerSubject = "local:test",
        RegisteredAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private static async Task PutAsync(HealthWorld world, AgentDocument agent) => Assert.True((await world.Documents.CommitAsync(
        new DocumentBatch().Put(AgentRepository.Agents, Key, agent, null), Cancellation)).IsSuccess);
}
