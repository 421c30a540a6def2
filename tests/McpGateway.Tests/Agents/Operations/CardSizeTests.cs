using System.Text.Json;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Operations;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Agents.Operations;

/// <summary>One limit for cards, however they come: <c>Agents:MaxCardBytes</c>.</summary>
public sealed class CardSizeTests
{
    /// <summary>The limit, how many letters of two bytes the card has, and whether it is taken.</summary>
    [Theory]
    [InlineData(256 * 1024, 100_000, true)]
    [InlineData(256 * 1024, 200_000, false)]
    [InlineData(1024 * 1024, 200_000, true)]
    [InlineData(4 * 1024, 3_000, false)]
    public async Task Inspect_StatedCard_IsMeasuredInBytesByTheOption(int limit, int letters, bool isTaken)
    {
        await using var world = await AgentWorld.StartAsync();
        world.Get<IOptions<AgentOptions>>().Value.MaxCardBytes = limit;
        var card = $$"""
            {"name":"A","description":"Does things.","version":"1.0.0","url":"https://agent.example","more":"{{new string('ä', letters)}}"}
            """;

        var outcome = await world.Get<InspectCard>().ExecuteAsync(
            AgentWorld.Caller("owner"), new() { Path = "/a", Card = JsonElement.Parse(card) }, null, TestContext.Current.CancellationToken);

        Assert.Equal(isTaken, outcome.IsSuccess);
        if (!isTaken)
        {
            Assert.Contains($"{limit} bytes (Agents:MaxCardBytes)", outcome.Error!.Fields[0].Message, StringComparison.Ordinal);
        }
    }
}
