using McpGateway.Cli.Running;

namespace McpGateway.EndToEndTests.Cli.Verbs;

/// <summary>Agents, and what they say of themselves.</summary>
[Collection(VerbGroup.Name)]
public sealed class AgentVerbTests(CliGateway shared) : VerbTests(shared)
{
    [Fact]
    public async Task Agent_FromAddToRemove_IsManaged()
    {
        await File.WriteAllTextAsync(
            Path.Combine(Cli.Home, "card.json"),
            """
            {"name": "Reviewer", "description": "Reviews code.", "version": "1.0.0", "url": "http://127.0.0.1:9/a2a",
             "skills": [{"id": "review", "name": "Review", "description": "Finds bugs.", "tags": ["qa"]}]}
            """,
            Cancellation);

        Assert.Contains(
            "registered at /reviewer",
            await RunAsync("agent", "add", "card.json", "--path", "/reviewer", "--tag", "qa"),
            StringComparison.Ordinal);
        Assert.Contains("Review", await RunAsync("agent", "get", "/reviewer"), StringComparison.Ordinal);
        Assert.Contains("/reviewer", await RunAsync("agent", "list", "--enabled"), StringComparison.Ordinal);
        Assert.Contains("/reviewer", await RunAsync("agent", "discover", "review"), StringComparison.Ordinal);
        Assert.Contains("/reviewer", await RunAsync("agent", "search", "reviews code"), StringComparison.Ordinal);
        Assert.Contains("5 stars", await RunAsync("agent", "rate", "/reviewer", "5"), StringComparison.Ordinal);
        Assert.Matches("admin +5", await RunAsync("agent", "rating", "/reviewer"));
        Assert.Contains("unhealthy", await RunAsync("agent", "health", "/reviewer"), StringComparison.Ordinal);
        Assert.Matches("path +/reviewer", await RunAsync("agent", "history", "/reviewer"));
        Assert.Contains("Nothing is different", await RunAsync("agent", "changes", "/reviewer"), StringComparison.Ordinal);
        await RunAsync("agent", "update", "/reviewer", "card.json");
        await RunAsync("agent", "disable", "/reviewer");
        await RunAsync("agent", "enable", "/reviewer");
        Assert.Contains("is removed", await RunAsync("agent", "remove", "/reviewer", "--yes"), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await Cli.RunAsync("agent", "get", "/reviewer")).ExitCode);
    }

    /// <summary>What an agent says of itself now waits until somebody has looked at it.</summary>
    [Fact]
    public async Task Agent_CardThatChanges_IsReviewed()
    {
        await using var agent = await CardServer.StartAsync(Cancellation);
        await RunAsync("agent", "add", agent.Address.AbsoluteUri, "--path", "/changing");

        agent.Description = "Second.";
        Assert.Contains("Second.", await RunAsync("agent", "refresh", "/changing"), StringComparison.Ordinal);
        Assert.Contains("Second.", await RunAsync("agent", "changes", "/changing"), StringComparison.Ordinal);
        Assert.Contains("First.", await RunAsync("agent", "get", "/changing"), StringComparison.Ordinal);
        await RunAsync("agent", "reject", "/changing");
        Assert.Contains("Nothing is different", await RunAsync("agent", "changes", "/changing"), StringComparison.Ordinal);

        agent.Description = "Third.";
        await RunAsync("agent", "refresh", "/changing");
        await RunAsync("agent", "approve", "/changing");
        Assert.Contains("Third.", await RunAsync("agent", "get", "/changing"), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await Cli.RunAsync("agent", "approve", "/nowhere")).ExitCode);
        await RunAsync("agent", "remove", "/changing", "-y");
    }
}
