using McpGateway.Core.Scanning;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Pipeline;
using McpGateway.Core.Scanning.Results;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Scanning.Pipeline;

public sealed class ScanPipelineTests
{
    private readonly ScanOptions _options = new();

    [Fact]
    public async Task Run_AnalyserThatThrows_HasFailedAndTheOthersRan()
    {
        _options.Servers.Analyzers = "yara,llm";

        var run = await RunAsync(
            Analyser("static", static _ => Task.FromResult(AnalyserOutcome.Ran([]))),
            Analyser("yara", static _ => throw new InvalidOperationException("broken")),
            Analyser("llm", static _ => Task.FromResult(AnalyserOutcome.Skipped("not configured"))));

        Assert.Equal([AnalyserState.Ran, AnalyserState.Failed, AnalyserState.Skipped], run.Analysers.Select(static item => item.State));
        Assert.True(run.HasFailed);
        Assert.Contains("yara", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Even one that does not look at its token.</summary>
    [Fact]
    public async Task Run_AnalyserThatNeverEnds_HasFailedInTime()
    {
        _options.Servers.Timeout = TimeSpan.FromMilliseconds(50);

        var run = await RunAsync(Analyser("static", static _ => new TaskCompletionSource<AnalyserOutcome>().Task));

        Assert.Contains("did not end", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_CallerGivesUp_Ends()
    {
        using var gone = new CancellationTokenSource();
        var pipeline = Pipeline(Analyser("static", async _ =>
        {
            await gone.CancelAsync();
            return await new TaskCompletionSource<AnalyserOutcome>().Task;
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => pipeline.RunAsync(ScanSets.Tool("text"), ScanTriggers.Request, null, gone.Token));
    }

    [Fact]
    public async Task Run_NoStaticInTheSetting_RunsIt()
    {
        _options.Servers.Analyzers = "";

        Assert.Equal("static", Assert.Single((await RunAsync(
            Analyser("static", static _ => Task.FromResult(AnalyserOutcome.Ran([]))))).Analysers).Name);
    }

    private async Task<ScanRun> RunAsync(params IReadOnlyList<IAnalyser> analysers) => (await Pipeline(analysers).RunAsync(
        ScanSets.Tool("text"), ScanTriggers.Request, null, TestContext.Current.CancellationToken)).Run;

    private ScanPipeline Pipeline(params IReadOnlyList<IAnalyser> analysers) =>
        new(analysers, Options.Create(_options), TimeProvider.System, NullLogger<ScanPipeline>.Instance);

    private static Scripted Analyser(string name, Func<CancellationToken, Task<AnalyserOutcome>> answer) => new(name, answer);

    private sealed class Scripted(string name, Func<CancellationToken, Task<AnalyserOutcome>> answer) : IAnalyser
    {
        public string Name => name;

        public Task<AnalyserOutcome> AnalyseAsync(ScanSubject subject, CancellationToken cancellationToken) => answer(cancellationToken);
    }
}
