using McpGateway.Foundation.Records;

namespace McpGateway.Storage.Sql;

/// <summary>Counts and ranks values by bucket and group.</summary>
/// <param name="width">Of a bucket, in microseconds.</param>
internal sealed class LogAggregation(long width)
{
    private readonly Dictionary<(long Bucket, string? Group), Values> _groups = [];

    public void Add(long at, string? group, double? value)
    {
        // As both databases do it: rounded towards zero.
        var key = (at - (at % width), group);
        if (!_groups.TryGetValue(key, out var values))
        {
            _groups.Add(key, values = new());
        }

        values.Count++;
        if (value is { } number)
        {
            values.Numbers.Add(number);
        }
    }

    /// <summary>By time, then by group: none first, then in the order of their code units.</summary>
    public IReadOnlyList<LogBucket> ToBuckets() =>
    [
        .. _groups.OrderBy(pair => pair.Key.Bucket).ThenBy(pair => pair.Key.Group, StringComparer.Ordinal)
            .Select(pair => pair.Value.ToBucket(pair.Key.Bucket, pair.Key.Group)),
    ];

    private sealed class Values
    {
        public long Count { get; set; }

        public List<double> Numbers { get; } = [];

        public LogBucket ToBucket(long at, string? group)
        {
            Numbers.Sort();
            var hasNumbers = Numbers.Count > 0;
            return new()
            {
                At = Microseconds.ToTime(at),
                Group = group,
                Count = Count,
                Mean = hasNumbers ? Numbers.Average() : null,
                P50 = Rank(50),
                P95 = Rank(95),
                P99 = Rank(99),
                Max = hasNumbers ? Numbers[^1] : null,
            };
        }

        /// <summary>Nearest rank: the value at position ceil(p × n), written without floating point.</summary>
        private double? Rank(int percent) =>
            Numbers.Count == 0 ? null : Numbers[(int)((((long)Numbers.Count * percent) + 99) / 100) - 1];
    }
}
