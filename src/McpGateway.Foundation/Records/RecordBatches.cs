namespace McpGateway.Foundation.Records;

/// <summary>
/// Brings records to the log in batches. A batch that could not be written, or of which that is not known, is brought again as it was and
/// under its number: the log knows what it has of it. For one writer at a time.
/// </summary>
/// <param name="log">Where they go.</param>
/// <param name="kind">What the batches of this process are told apart by, when it has several.</param>
public sealed class RecordBatches(IRecordLog log, string kind = "")
{
    private readonly List<LogEntry> _batch = [];

    /// <summary>Of this run: what was brought under it is known by its number.</summary>
    private readonly string _writer = $"{Environment.MachineName}/{Environment.ProcessId}/{kind}{Guid.NewGuid():n}";

    private long _number;

    /// <summary>How many records were taken that may not be written yet.</summary>
    public int Waiting => _batch.Count;

    /// <summary>Writes the batch that waits, or a new one. Not cancelled once it has begun; a failure of the log is the caller's.</summary>
    /// <param name="most">How many records a batch has at most.</param>
    /// <param name="next">Takes the next record; null when there is none.</param>
    /// <returns>How many were written.</returns>
    public async Task<int> WriteAsync(int most, Func<LogEntry?> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (_batch.Count == 0)
        {
            _number++;
            while (_batch.Count < most && next() is { } record)
            {
                _batch.Add(record);
            }
        }

        var count = _batch.Count;
        if (count > 0)
        {
            await log.AppendAsync(_batch, new(_writer, _number), CancellationToken.None);
            _batch.Clear();
        }

        return count;
    }
}
