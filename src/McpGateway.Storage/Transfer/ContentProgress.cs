using System.Globalization;
using McpGateway.Foundation.Records;

namespace McpGateway.Storage.Transfer;

/// <summary>Tells how much has passed: at the first of a sort, and then now and then.</summary>
internal sealed class ContentProgress(string what, IProgress<string> progress) : IContentSink
{
    private const int Step = 50_000;

    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public Task AddAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken) =>
        Count("documents", documents.Count);

    public Task AddAsync(IReadOnlyList<StoredCommit> commits, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task AddAsync(string stream, IReadOnlyList<LogEntry> records, CancellationToken cancellationToken) =>
        Count($"records ({stream})", records.Count);

    private Task Count(string sort, int more)
    {
        var before = _counts.GetValueOrDefault(sort);
        _counts[sort] = before + more;
        if (before == 0 || before / Step != (before + more) / Step)
        {
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"{what}: {before + more:N0} {sort} …"));
        }

        return Task.CompletedTask;
    }
}
