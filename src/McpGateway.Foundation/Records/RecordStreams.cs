namespace McpGateway.Foundation.Records;

/// <summary>The streams of records that there are: what has to be copied with a store.</summary>
public static class RecordStreams
{
    /// <summary>Calls of servers and agents.</summary>
    public const string Calls = "calls";

    /// <summary>Metrics that other programs have sent.</summary>
    public const string Metrics = "metrics";

    /// <summary>Searches for servers and tools.</summary>
    public const string Searches = "searches";

    public static readonly IReadOnlyList<string> All = [Calls, Metrics, Searches];
}
