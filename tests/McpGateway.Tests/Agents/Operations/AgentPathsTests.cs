using System.Text.Json;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
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
    [InlineData("/team", "The agent at '/team/broken' is above or below", true)]
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

    /// <summary>What is sent below a server's path is the server's.</summary>
    [Theory]
    [InlineData("/weather", "A server is registered at '/weather'")]
    [InlineData("/Weather/x", "Path is below the server at '/weather'")]
    [InlineData("/weather/x/y", "Path is below the server at '/weather'")]
    [InlineData("/weatherman", null)]
    public async Task Problems_OfPathsNearAServer_AreThoseOfOneNamespace(string path, string? problem)
    {
        await using var world = await AgentWorld.StartAsync();
        await world.CommitAsync(new DocumentBatch().Put(ServerRepository.Servers, "/weather", Records.Server(), DocumentBatch.Absent));

        var found = world.Get<AgentPaths>().ProblemForAgent(path);
        var registered = await world.RegisterAsync("admin", path);

        Assert.StartsWith(problem ?? "none", found ?? "none", StringComparison.Ordinal);
        Assert.Equal(problem is null, registered.IsSuccess);
        if (path.Contains("/x", StringComparison.Ordinal))
        {
            Assert.Equal((ErrorKind.Unprocessable, "path"), (registered.Error!.Kind, Assert.Single(registered.Error.Fields).Field));
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
