namespace McpGateway.Foundation.Records;

/// <summary>Port: is told of every search. Never waits: what is too much is dropped.</summary>
public interface ISearchRecorder
{
    /// <param name="results">How many hits there were; null when the search failed.</param>
    /// <param name="mode"><c>hybrid</c> when vectors took part, <c>lexical-only</c> otherwise.</param>
    /// <param name="duration">How long it took.</param>
    void Record(int? results, string mode, TimeSpan duration);
}
