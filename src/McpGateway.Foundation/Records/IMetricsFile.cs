namespace McpGateway.Foundation.Records;

/// <summary>Port: writes a SQLite file with the tables in which the Python product keeps metrics (gateway contract §8.4).</summary>
public interface IMetricsFile
{
    /// <param name="path">The file; must not be there.</param>
    /// <param name="rows">What is in it.</param>
    /// <param name="cancellationToken">Ends the writing; what is written is of no use then.</param>
    Task WriteAsync(string path, IAsyncEnumerable<MetricsRow> rows, CancellationToken cancellationToken);
}

/// <summary>A row of one of its tables.</summary>
/// <param name="Table"><c>metrics</c>, <c>auth_metrics</c>, <c>tool_metrics</c>, <c>discovery_metrics</c> or <c>api_keys</c>.</param>
/// <param name="Values">By column; others stay empty.</param>
public sealed record MetricsRow(string Table, IReadOnlyList<(string Column, object? Value)> Values)
{
    public static MetricsRow Of(string table, params IReadOnlyList<(string Column, object? Value)> values) => new(table, values);
}
