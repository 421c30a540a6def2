using McpGateway.Foundation;

namespace McpGateway.Core.Federation.Sources;

/// <summary>Port to catalogues of servers and agents elsewhere. An adapter for each kind; it reads and stores nothing.</summary>
internal interface ICatalogueSource
{
    /// <summary>One of <see cref="SourceKinds"/>.</summary>
    string Kind { get; }

    /// <summary>
    /// Reads the catalogue, page by page, so that memory holds one page of it. A failed page is asked for again a few times; the first
    /// error ends the reading.
    /// </summary>
    /// <param name="source">What is read.</param>
    /// <param name="mark">As a page before stated it: only what changed since is wanted. Null: everything.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<Result<SourcePage>> ReadAsync(SourceRecord source, string? mark, CancellationToken cancellationToken);
}

/// <summary>A part of a catalogue.</summary>
/// <param name="Items">What it states, also what cannot be used.</param>
public sealed record SourcePage(IReadOnlyList<SourceItem> Items)
{
    /// <summary>With what the next run reads changes only; null when the source cannot say. The last page's counts.</summary>
    public string? Mark { get; init; }

    /// <summary>Whether the adapter left out what did not change, so that what is not there is not missing.</summary>
    public bool IsIncrement { get; init; }

    /// <summary>How many items there are in all, where the source says it.</summary>
    public int? Total { get; init; }

    /// <summary>What there is in all of a kind, where the source names it beside the items: what is not among it has left.</summary>
    public PresentItems? Present { get; init; }
}

/// <summary>Everything of a kind that a source has for us.</summary>
/// <param name="AreAgents">Whether they are agents; servers otherwise.</param>
/// <param name="Items">What the source calls them.</param>
public sealed record PresentItems(bool AreAgents, IReadOnlySet<string> Items);
