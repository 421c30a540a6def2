using McpGateway.Access.Scopes;
using McpGateway.Core.Discovery.Embeddings;
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

    /// <summary>Which model is in force is stored when it changes, not at each start of each replica.</summary>
    [Fact]
    public async Task Start_NothingChanged_LeavesTheModelInForceAsItIs()
    {
        var store = new MemoryDocumentStorage();
        await using (var first = await DiscoveryHost.StartAsync(new FakeProvider(), store))
        {
            await FillAsync(first);
            await SettledAsync(first);
            Assert.Equal(1, await VersionAsync(first));
        }

        await using var second = await DiscoveryHost.StartAsync(new FakeProvider(), store);
        await second.Follower.Loaded;
        await SettledAsync(second);

        Assert.Equal(1, await VersionAsync(second));

        static async Task<long> VersionAsync(DiscoveryHost host) => (await host.Documents.FindAsync(
            ModelInForce.Kind, ModelInForce.Key, TestContext.Current.CancellationToken))!.Version;
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

    /// <summary>Half of the new vectors would favour that half: the former model answers until all are there.</summary>
    [Fact]
    public async Task Start_AnotherModel_FormerOneAnswersUntilItIsReady()
    {
        var store = new MemoryDocumentStorage();
        await using (var first = await DiscoveryHost.StartAsync(new FakeProvider(), store))
        {
            await FillAsync(first);
            await SettledAsync(first);
        }

        var (former, next) = (new FakeProvider(), new FakeProvider("fake/two") { IsAway = true });
        await using var second = await DiscoveryHost.StartAsync(new EmbeddingProviderChoice(next) { Reopen = _ => former }, store);
        await second.Follower.Loaded;
        await Eventually.UntilAsync(
            () => second.Vectors.Status is { Former: not null, Phase: EmbeddingPhase.Failed, Problem: "away", Embedded: 0 });

        var during = await second.FindAsync("postman", "all");
        Assert.True(during.IsHybrid);
        Assert.Equal("send_mail", during.Tools[0].ToolName);
        Assert.Contains("being changed", during.Degraded, StringComparison.Ordinal);
        Assert.Equal(("fake/one", "fake/two"), (second.Vectors.Status.Former, second.Vectors.Status.Model));

        var asked = former.Texts;
        next.IsAway = false;
        await second.PutAsync(Catalogue.Server("Post"), Catalogue.Tool("send_mail"));
        await using var third = await DiscoveryHost.StartAsync(new EmbeddingProviderChoice(next) { Reopen = _ => former }, store);
        await SettledAsync(third);
        var after = await third.FindAsync("postman", "all");

        Assert.Null(after.Degraded);
        Assert.Equal("send_mail", after.Tools[0].ToolName);
        Assert.Equal("fake/two", third.Vectors.Current!.Model);
        Assert.Equal(asked + 1, former.Texts);
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("unknown")]
    [InlineData("elsewhere")]
    public async Task Start_AnotherModelAndFormerCannotBeAsked_GoesByWordsMeanwhile(string why)
    {
        var store = new MemoryDocumentStorage();
        await using (var first = await DiscoveryHost.StartAsync(new FakeProvider(), store))
        {
            await FillAsync(first);
            await SettledAsync(first);
        }

        IEmbeddingProvider? former = why switch
        {
            "gone" => new FakeProvider { IsAway = true },
            "elsewhere" => new FakeProvider("fake/one/elsewhere"),
            _ => null,
        };
        await using var second = await DiscoveryHost.StartAsync(
            new EmbeddingProviderChoice(new FakeProvider("fake/two") { IsAway = true }) { Reopen = _ => former }, store);
        await second.Follower.Loaded;
        await Eventually.UntilAsync(() => second.Vectors.Status.Phase == EmbeddingPhase.Failed);

        var answer = await second.FindAsync("send mail", "all");

        Assert.False(answer.IsHybrid);
        Assert.Equal("send_mail", answer.Tools[0].ToolName);
        Assert.Null(second.Vectors.Status.Former);
    }

    private static Task<TimeSpan> SettledAsync(DiscoveryHost host) =>
        Eventually.UntilAsync(() => host.Vectors.Status.Phase == EmbeddingPhase.Complete);

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
