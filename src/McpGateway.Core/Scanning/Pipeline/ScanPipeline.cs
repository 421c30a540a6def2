using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Results;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Scanning.Pipeline;

/// <summary>Has the configured analysers judge a subject, each within its time. Whatever an analyser does, there is an outcome.</summary>
internal sealed partial class ScanPipeline(
    IEnumerable<IAnalyser> analysers, IOptions<ScanOptions> options, TimeProvider time, ILogger<ScanPipeline> logger)
{
    private readonly Dictionary<string, IAnalyser> _analysers =
        analysers.ToDictionary(static analyser => analyser.Name, StringComparer.Ordinal);

    public async Task<(ScanRun Run, IReadOnlyList<Finding> Findings)> RunAsync(
        ScanSubject subject, string trigger, string? by, CancellationToken cancellationToken)
    {
        var policy = options.Value.For(subject.Kind);
        using var limit = new CancellationTokenSource(policy.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var runs = new List<AnalyserRun>();
        var findings = new List<Finding>();
        foreach (var name in policy.Wanted())
        {
            var outcome = await AnalyseAsync(name, subject, policy, both.Token, cancellationToken);
            runs.Add(new(name, outcome.State, outcome.Reason, outcome.Findings.Count));
            findings.AddRange(outcome.Findings);
        }

        return (new()
        {
            At = time.GetUtcNow(),
            Fingerprint = subject.Fingerprint,
            SawDefinitions = subject.IsDiscovered,
            Address = subject.Address?.GetLeftPart(UriPartial.Path),
            Trigger = trigger,
            By = by,
            Analysers = runs,
        }, findings);
    }

    private async Task<AnalyserOutcome> AnalyseAsync(
        string name, ScanSubject subject, ScanPolicy policy, CancellationToken limited, CancellationToken cancellationToken)
    {
        if (!_analysers.TryGetValue(name, out var analyser))
        {
            return AnalyserOutcome.Skipped("there is no such analyser");
        }

        try
        {
            return await analyser.AnalyseAsync(subject, limited).WaitAsync(limited);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return AnalyserOutcome.Failed($"the scan did not end within {policy.Timeout.TotalSeconds:0} seconds");
        }
#pragma warning disable CA1031 // an analyser that breaks has not judged; the others still do
        catch (Exception failure) when (failure is not OperationCanceledException and not OutOfMemoryException)
#pragma warning restore CA1031
        {
            LogBroke(name, subject.Path, failure);
            return AnalyserOutcome.Failed("the analyser broke; the gateway's log says more");
        }
    }

    [LoggerMessage(EventId = 17002, Level = LogLevel.Error, Message = "The analyser {Analyser} broke at {Path}.")]
    private partial void LogBroke(string analyser, string path, Exception failure);
}
