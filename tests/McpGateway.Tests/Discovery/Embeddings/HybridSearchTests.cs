using McpGateway.Access.Scopes;
using McpGateway.Tests.Discovery.Search;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Discovery.Embeddings;

public sealed class HybridSearchTests
{
    private static readonly ServerRule[] All = [new("*", ["all"], ["all"])];

    [Theory]
    [InlineData("Balanced")]
    [InlineData("WeightedSum")]
    [InlineData("ReciprocalRank")]
    public async Task Search_WithVectors_FindsWithoutACommonWord(string fusion)
    {
        await using var host = await DiscoveryHost.StartAsync(new FakeProvider(), null, ("Discovery:Fusion", fusion));
        await FillAsync(host);

        var answer = await host.FindAsync("postman", "all");

        Assert.True(answer.IsHybrid);
        Assert.Null(answer.Degraded);
        Assert.Equal("send_mail", answer.Tools[0].ToolName);
    }

    [Fact]
    public async Task Search_ProviderAway_GoesByWordsAndSaysSo()
    {
        var provider = new FakeProvider();
        await using var host = await DiscoveryHost.StartAsync(provider);
        await FillAsync(host);
        provider.IsAway = true;

        var answer = await host.FindAsync("send some mail", "all");

        Assert.False(answer.IsHybrid);
        Assert.Contains("not available", answer.Degraded, StringComparison.Ordinal);
        Assert.Equal("send_mail", answer.Tools[0].ToolName);
    }

    [Fact]
    public async Task Search_ProviderNeverThere_GoesByWordsAndSaysSo()
    {
        await using var host = await DiscoveryHost.StartAsync(new FakeProvider { IsAway = true });
        await host.PutScopeAsync("all", All);
        await host.PutAsync(Catalogue.Server("Post"), Catalogue.Tool("send_mail"));

        var answer = await host.FindAsync("send mail", "all");

        Assert.NotNull(answer.Degraded);
        Assert.Single(answer.Tools);
    }

    [Fact]
    public async Task Start_SameModel_TakesVectorsFromTheStore()
    {
        var store = new MemoryDocumentStorage();
        await using (var first = await DiscoveryHost.StartAsync(new FakeProvider(), store))
        {
            await FillAsync(first);
        }

        var provider = new FakeProvider();
        await using var second = await DiscoveryHost.StartAsync(provider, store);
        await CompleteAsync(second);

        Assert.Equal(0, provider.Texts);
        Assert.Equal("send_mail", (await second.FindAsync("postman", "all")).Tools[0].ToolName);
    }

    [Fact]
    public async Task Start_AnotherModel_EmbedsEverythingAgain()
    {
        var store = new MemoryDocumentStorage();
        await using (var first = await DiscoveryHost.StartAsync(new FakeProvider(), store))
        {
            await FillAsync(first);
        }

        var provider = new FakeProvider("fake/two");
        await using var second = await DiscoveryHost.StartAsync(provider, store);
        await CompleteAsync(second);

        Assert.Equal(4, provider.Texts);
    }

    private static async Task FillAsync(DiscoveryHost host)
    {
        await host.PutScopeAsync("all", All);
        await host.PutAsync(Catalogue.Server("Clock"), Catalogue.Tool("current_time"));
        await host.PutAsync(Catalogue.Server("Post"), Catalogue.Tool("send_mail"));
        await CompleteAsync(host);
    }

    /// <summary>Two servers with a tool each: four different texts.</summary>
    private static async Task CompleteAsync(DiscoveryHost host)
    {
        await host.Follower.Loaded;
        await Eventually.UntilAsync(() => host.Vectors.Current is { Count: 4 } && host.Vectors.Progress is null);
    }
}
