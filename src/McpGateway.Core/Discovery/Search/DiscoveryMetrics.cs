using System.Diagnostics.Metrics;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;

namespace McpGateway.Core.Discovery.Search;

/// <summary>Counts searches under the names of existing dashboards, and has them kept. The query's text is nowhere in them.</summary>
internal sealed class DiscoveryMetrics
{
    private readonly Counter<long> _searches;
    private readonly Histogram<double> _durations;
    private readonly Histogram<int> _results;
    private readonly ISearchRecorder? _recorder;

    public DiscoveryMetrics(IMeterFactory meters, ISearchRecorder? recorder = null)
    {
        _recorder = recorder;
        var meter = meters.Create(Instruments.DiscoveryMeter);
        _searches = meter.CreateCounter<long>(Instruments.Searches, "{search}", "Searches for servers and tools.");
        _durations = meter.CreateHistogram<double>(Instruments.SearchDuration, "s", "How long a search took.");
        _results = meter.CreateHistogram<int>(Instruments.SearchResults, "{hit}", "How many hits a search found.");
    }

    private static int CountOf(SearchAnswer found) =>
        found.Servers.Count + found.Tools.Count + found.Prompts.Count + found.Resources.Count;

    public void Record(Result<SearchAnswer> answer, TimeSpan duration)
    {
        // Dashboards of the reference compare with the words that Python prints.
        var success = new KeyValuePair<string, object?>("success", answer.IsSuccess ? "True" : "False");
        var name = answer.IsSuccess ? answer.Value.Mode : SearchModes.LexicalOnly;
        var mode = new KeyValuePair<string, object?>("search_mode", name);
        _searches.Add(1, success, mode);
        _durations.Record(duration.TotalSeconds, success, mode);
        int? results = null;
        if (answer.IsSuccess)
        {
            var found = answer.Value;
            results = found.Servers.Count + found.Tools.Count + found.Prompts.Count + found.Resources.Count;
            _results.Record(results.Value, mode);
        }

        _recorder?.Record(results, name, duration);
    }
}
