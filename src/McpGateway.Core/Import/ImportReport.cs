namespace McpGateway.Core.Import;

/// <summary>What an import did, item by item.</summary>
/// <param name="IsDryRun">Whether nothing was written.</param>
/// <param name="Items">In the order in which they were taken.</param>
public sealed record ImportReport(bool IsDryRun, IReadOnlyList<ImportedItem> Items)
{
    public int Added => Count(ImportOutcomes.Added);

    public int Changed => Count(ImportOutcomes.Changed);

    public int Unchanged => Count(ImportOutcomes.Unchanged);

    public int Skipped => Count(ImportOutcomes.Skipped);

    private int Count(string outcome) => Items.Count(item => item.Outcome == outcome);
}

/// <summary>One item of an import.</summary>
/// <param name="Sort"><c>server</c>, <c>agent</c>, <c>scope</c>, <c>source</c>, or what else was found.</param>
/// <param name="Name">Its path or name.</param>
/// <param name="Source">The file that it came from.</param>
/// <param name="Outcome">One of <see cref="ImportOutcomes"/>.</param>
/// <param name="Remarks">Why it was skipped, or what to look at.</param>
public sealed record ImportedItem(string Sort, string Name, string Source, string Outcome, IReadOnlyList<string> Remarks);

/// <summary>What can become of an item.</summary>
public static class ImportOutcomes
{
    public const string Added = "added";
    public const string Changed = "changed";
    public const string Unchanged = "unchanged";
    public const string Skipped = "skipped";
}

/// <summary>How to import.</summary>
/// <param name="IsDryRun">Write nothing.</param>
/// <param name="Overwrite">Replace also what was made or changed here.</param>
public readonly record struct ImportMode(bool IsDryRun, bool Overwrite);
