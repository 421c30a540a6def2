namespace McpGateway.Foundation.Records;

/// <summary>Port: is told of every search. Never waits: what is too much is dropped.</summary>
public interface ISearchRecorder
{
    /// <param name="results">How many hits there were; null when the search failed.</param>
    /// <param name="isHybrid">Whether vectors took part.</param>
    /// <param name="duration">How long it took.</param>
    void Record(int? results, bool isHybrid, TimeSpan duration);
}
