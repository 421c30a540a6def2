using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Import;

/// <summary>
/// Takes over servers, agents, scopes and sources of the Python product, item by item: each is stored whole or not at all, and one that is
/// refused keeps no other from being taken. Repeated, it changes nothing; what was changed here is not overwritten unless that is asked
/// for.
/// </summary>
public sealed partial class ImportData
{
    private static readonly Error AdminsOnly = new(ErrorKind.Forbidden, "Only administrators can import data");

    private readonly Dictionary<string, IItemPlanner> _planners;
    private readonly DocumentStore _documents;
    private readonly ILogger<ImportData> _logger;

    internal ImportData(IEnumerable<IItemPlanner> planners, DocumentStore documents, ILogger<ImportData> logger)
    {
        _planners = planners.ToDictionary(static planner => planner.Sort, StringComparer.Ordinal);
        (_documents, _logger) = (documents, logger);
    }

    public async Task<Result<ImportReport>> ExecuteAsync(
        Caller caller, IReadOnlyList<SourceItem> items, ImportMode mode, IProgress<string> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(progress);
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        var report = new List<ImportedItem>(items.Count);
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            report.Add(await TakeAsync(caller, item, mode, seen, cancellationToken));
            if (report.Count % 100 == 0)
            {
                progress.Report($"{report.Count} of {items.Count} items …");
            }
        }

        var outcome = new ImportReport(mode.IsDryRun, report);
        if (!mode.IsDryRun)
        {
            var (user, added, changed, skipped) = (LogText.Clean(caller.UserName), outcome.Added, outcome.Changed, outcome.Skipped);
            LogImported(user, added, changed, skipped);
        }

        return outcome;
    }

    private async Task<ImportedItem> TakeAsync(
        Caller caller, SourceItem item, ImportMode mode, Dictionary<string, string> seen, CancellationToken cancellationToken)
    {
        if (item.Problem is { } problem)
        {
            return Report(item, item.Name, ImportOutcomes.Skipped, [problem]);
        }

        var planner = _planners[item.Sort];
        var taken = await OptimisticCommit.RunAsync(
            _documents, token => PlanAsync(planner, caller, item, mode, seen, token), cancellationToken);
        if (!taken.IsSuccess)
        {
            return Report(item, item.Name, ImportOutcomes.Skipped, Reasons(taken.Error));
        }

        seen[taken.Value.Key] = item.Source;
        return taken.Value.Report;
    }

    private async Task<Result<PendingWrite<(string Key, ImportedItem Report)>>> PlanAsync(
        IItemPlanner planner, Caller caller, SourceItem item, ImportMode mode, Dictionary<string, string> seen,
        CancellationToken cancellationToken)
    {
        var batch = new DocumentBatch();
        var planned = await planner.PlanAsync(caller, item, batch, cancellationToken);
        if (!planned.IsSuccess)
        {
            return planned.Error;
        }

        var plan = planned.Value;
        var key = ImportMark.KeyOf(planner.Sort, plan.Key);
        if (seen.TryGetValue(key, out var other))
        {
            return new Error(ErrorKind.Conflict, $"Found twice in this import; the one in {other} was taken");
        }

        var mark = await _documents.FindAsync(ImportMark.Kind, key, cancellationToken);
        var (outcome, remarks) = ImportDecision.Of(plan, mark?.Value, item.Hash, mode.Overwrite);
        var report = Report(item, plan.Key, outcome, [.. remarks, .. item.Remarks, .. plan.Remarks]);
        if (mode.IsDryRun || outcome is ImportOutcomes.Skipped or ImportOutcomes.Unchanged)
        {
            return new PendingWrite<(string, ImportedItem)>(new(), (key, report));
        }

        batch.Put(ImportMark.Kind, key, new(item.Hash, plan.Planned), mark?.Version ?? DocumentBatch.Absent);
        return new PendingWrite<(string, ImportedItem)>(batch, (key, report));
    }

    private static ImportedItem Report(SourceItem item, string name, string outcome, IReadOnlyList<string> remarks) =>
        new(item.Sort, LogText.Clean(name), item.Source, outcome, remarks);

    private static IReadOnlyList<string> Reasons(Error error) => error.Fields.Count > 0
        ? [.. error.Fields.Select(static field => $"{field.Field}: {field.Message}")]
        : [error.Detail];

    [LoggerMessage(
        EventId = 2201, Level = LogLevel.Information,
        Message = "{User} imported data: {Added} added, {Changed} changed, {Skipped} skipped.")]
    private partial void LogImported(string user, int added, int changed, int skipped);
}
