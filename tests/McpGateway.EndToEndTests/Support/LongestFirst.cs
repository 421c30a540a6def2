using Xunit.Sdk;
using Xunit.v3;

namespace McpGateway.EndToEndTests.Support;

/// <summary>What builds the product from its sources takes longer than any other test: begun last, it would run alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [
            .. testCollections.OrderByDescending(static collection =>
                collection.TestCollectionDisplayName.Contains(nameof(ReadmeTests), StringComparison.Ordinal)),
        ];
}
