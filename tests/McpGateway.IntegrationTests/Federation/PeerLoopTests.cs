using System.Collections.Immutable;
using McpGateway.Core.Agents.Directory;
using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>Nothing goes round, whichever way gateways read each other.</summary>
public sealed class PeerLoopTests
{
    [Fact]
    public async Task ChainOfThree_EachReadsTheNext_AndHasThatOnesOwnOnly()
    {
        await using var first = await FederationHost.StartAsync();
        await using var second = await FederationHost.StartAsync();
        await using var third = await FederationHost.StartAsync();
        await first.RegisterAsync("/one");
        await second.RegisterAsync("/two");
        await third.RegisterAsync("/three");
        await first.ConfigureAsync("third", Peer(third.Url));
        await second.ConfigureAsync("first", Peer(first.Url));
        await third.ConfigureAsync("second", Peer(second.Url));

        for (var round = 0; round < 3; round++)
        {
            await first.SyncAsync("third");
            await second.SyncAsync("first");
            await third.SyncAsync("second");
        }

        Assert.Equal(["/one", "/third/three"], first.Catalog.Current.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["/first/one", "/two"], second.Catalog.Current.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["/second/two", "/three"], third.Catalog.Current.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Agents_BothWays_EachHasTheOthersOnce()
    {
        await using var left = await FederationHost.StartAsync();
        await using var right = await FederationHost.StartAsync();
        await left.PublishAgentAsync("/planner", "public");
        await right.PublishAgentAsync("/writer", "public");
        await left.ConfigureAsync("right", Peer(right.Url));
        await right.ConfigureAsync("left", Peer(left.Url));

        for (var round = 0; round < 3; round++)
        {
            await left.SyncAsync("right");
            await right.SyncAsync("left");
        }

        Assert.Equal(["/planner", "/right/writer"], Agents(left).Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["/left/planner", "/writer"], Agents(right).Keys.Order(StringComparer.Ordinal));
        Assert.Equal(right.Url + "/writer", Agents(left)["/right/writer"].Card.Url);
    }

    [Fact]
    public async Task RegistryApi_BothWays_EachHasTheOthersOnce()
    {
        await using var left = await FederationHost.StartAsync();
        await using var right = await FederationHost.StartAsync();
        await left.RegisterAsync("/time");
        await right.RegisterAsync("/weather");
        await left.ConfigureAsync("right", Registry(right.Url));
        await right.ConfigureAsync("left", Registry(left.Url));

        for (var round = 0; round < 3; round++)
        {
            await left.SyncAsync("right");
            await right.SyncAsync("left");
        }

        Assert.Equal(["/io.mcpgateway-weather", "/time"], left.Catalog.Current.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["/io.mcpgateway-time", "/weather"], right.Catalog.Current.Keys.Order(StringComparer.Ordinal));
    }

    private static ImmutableSortedDictionary<string, AgentEntry> Agents(FederationHost host) => host.Get<AgentCatalog>().Current;

    private static string Peer(string url) => $$"""{"kind":"peer","enabled":true,"endpoint":"{{url}}","token":"{{Admin}}"}""";

    private static string Registry(string url) => $$"""{"kind":"anthropic","enabled":true,"endpoint":"{{url}}","token":"{{Admin}}"}""";
}
