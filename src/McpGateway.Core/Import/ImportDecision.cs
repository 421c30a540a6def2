namespace McpGateway.Core.Import;

/// <summary>Whether an item is taken, by what is stored, what was imported before, and what is found now. Pure.</summary>
internal static class ImportDecision
{
    private const string Hint = "--overwrite replaces it";

    public static (string Outcome, IReadOnlyList<string> Remarks) Of(ItemPlan plan, ImportMark? mark, string found, bool overwrite)
    {
        if (plan.Kept is { } reason)
        {
            return (ImportOutcomes.Skipped, [reason]);
        }

        if (plan.Stored is null)
        {
            return mark is null || overwrite
                ? (ImportOutcomes.Added, [])
                : (ImportOutcomes.Skipped, ["It was removed here after it had been imported; --overwrite brings it back"]);
        }

        if (plan.Stored == plan.Planned)
        {
            return (ImportOutcomes.Unchanged, []);
        }

        var isAsImported = mark?.Stored == plan.Stored;
        if (overwrite || plan.IsAsMade)
        {
            return (ImportOutcomes.Changed, []);
        }

        if (mark?.Source == found)
        {
            return (ImportOutcomes.Unchanged, isAsImported ? [] : [$"It was changed here since; that stays ({Hint})"]);
        }

        return isAsImported ? (ImportOutcomes.Changed, [])
            : (ImportOutcomes.Skipped, [mark is null
                ? $"It is here already, and another ({Hint})"
                : $"It was changed here after it had been imported, and in its source too ({Hint})"]);
    }
}
