using System.Text.Json;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Registry.Servers;

namespace McpGateway.Tests.Agents.Operations;

/// <summary>Which paths are taken, also by an agent whose card cannot be read any more.</summary>
public sealed class AgentPathsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/Team/Broken", "Agent with path '/team/broken' already exists", true)]
    [InlineData("/team/broken/below", "The agent at '/team/broken' is above or below", true)]
    [InlineData("/team", "The agent at '/team/broken' is above or below", false)]
    [InlineData("/team/brokenhearted", null, false)]
    public async Task Problems_OfPathsNearAnAgentWithoutAProperCard_AreTheSameAfterAChangeAndAStart(
        string path, string? problem, bool isTakenForServers)
    {
        await using var world = await AgentWorld.StartAsync();
        await world.CommitAsync(new DocumentBatch().Put(AgentRepository.Agents, "/team/broken", Broken(), DocumentBatch.Absent));
        var paths = world.Get<AgentPaths>();
        Assert.Empty(world.Get<AgentCatalog>().Current);

        Check();
        await world.Get<AgentCatalog>().LoadAsync(Cancellation);
        Check();

        void Check()
        {
            Assert.StartsWith(problem ?? "none", paths.ProblemForAgent(path) ?? "none", StringComparison.Ordinal);
            Assert.Equal(isTakenForServers, paths.ProblemOf(path) is not null);
        }
    }

    private static AgentDocument Broken() => new()
    {
        Path = "/team/broken",
        Card = JsonElement.Parse("{}"),
        CardHash = "h",
        RegisteredBy = "admin",
        OwnerSubject = "local:admin",
        RegisteredAt = Records.Then,
        UpdatedAt = Records.Then,
    };
}
