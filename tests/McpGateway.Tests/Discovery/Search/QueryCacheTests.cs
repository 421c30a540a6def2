using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Search;
using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Tests.Discovery.Search;

public sealed class QueryCacheTests
{
    private static readonly QueryEmbedding Vector = new([QuantizedVector.From([1, 2])], 1);

    [Fact]
    public void Find_Added_IsThere()
    {
        var cache = new QueryCache(4);
        cache.Add("a", Vector);

        Assert.Equal(Vector, cache.Find("a"));
        Assert.Null(cache.Find("A"));
    }

    /// <summary>
    /// However many queries come, the latest half of the capacity is known, and never more than one and a half capacities.
    /// </summary>
    [Fact]
    public void Add_AnyQueries_KeepsTheLatestAndForgetsTheOld() => Prop.ForAll(Gen.Choose(0, 30).ListOf().ToArbitrary(), queries =>
    {
        var cache = new QueryCache(8);
        foreach (var query in queries)
        {
            cache.Add($"{query}", Vector);
        }

        var latest = Enumerable.Reverse(queries).Distinct().Take(1);
        return latest.All(query => cache.Find($"{query}") is not null)
            && Enumerable.Range(0, 31).Count(query => cache.Find($"{query}") is not null) <= 8;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Add_FullOnce_ForgetsOnlyTheOldestHalf()
    {
        var cache = new QueryCache(4);
        foreach (var query in new[] { "a", "b", "c", "d", "e" })
        {
            cache.Add(query, Vector);
        }

        Assert.Equal("cde", string.Concat(new[] { "a", "b", "c", "d", "e" }.Where(query => cache.Find(query) is not null)));
    }
}
