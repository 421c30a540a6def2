using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Import;

/// <summary>Turns an item into the writes that would take it over, judged as a registration is.</summary>
internal interface IItemPlanner
{
    /// <summary>One of <see cref="ItemSorts"/>.</summary>
    string Sort { get; }

    /// <param name="caller">Who imports; an administrator.</param>
    /// <param name="item">What was found.</param>
    /// <param name="batch">Receives the writes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The plan, or why the item cannot be taken.</returns>
    Task<Result<ItemPlan>> PlanAsync(Caller caller, SourceItem item, DocumentBatch batch, CancellationToken cancellationToken);
}

/// <summary>What taking an item over would do.</summary>
/// <param name="Key">Of the item among those of its sort.</param>
/// <param name="Stored">Hash of what is stored now; null when nothing is.</param>
/// <param name="Planned">Hash of what would be stored; equal where nothing would change.</param>
/// <param name="Remarks">What to look at although nothing is wrong.</param>
internal sealed record ItemPlan(string Key, string? Stored, string Planned, IReadOnlyList<string> Remarks)
{
    /// <summary>Why what is stored stays, whatever the mode; null when it need not.</summary>
    public string? Kept { get; init; }

    /// <summary>Whether what is stored is still as the product made it.</summary>
    public bool IsAsMade { get; init; }
}
