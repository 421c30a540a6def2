using McpGateway.EndToEndTests.Deploy;
using McpGateway.EndToEndTests.Web;
using Xunit.Sdk;
using Xunit.v3;

namespace McpGateway.EndToEndTests.Support;

/// <summary>
/// What builds and publishes the product, and what looks at every page, takes longest: begun last, it would run alone at the end.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest = [nameof(ReadmeTests), PublishedImage.Collection, nameof(EveryPageTests)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [
            .. testCollections.OrderBy(static collection =>
                Array.FindIndex(Longest, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)) is var place
                    && place >= 0 ? place : Longest.Length),
        ];
}
