using McpGateway.Core.Diagnostics;
using McpGateway.Foundation;
using McpGateway.Foundation.Diagnostics;
using McpGateway.Tests.Access;

namespace McpGateway.Tests.Diagnostics;

public sealed class RunDiagnosticsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Execute_NoAdministrator_IsForbidden()
    {
        var check = new Check("a", static _ => throw new InvalidOperationException("must not run"));

        var ran = await new RunDiagnostics([check], TimeProvider.System).ExecuteAsync(Callers.With(), Cancellation);

        Assert.Equal(ErrorKind.Forbidden, ran.Error?.Kind);
        Assert.Equal(0, check.Runs);
    }

    [Fact]
    public async Task Execute_CheckThatThrows_IsAFindingAndTheOthersRun()
    {
        var found = new Diagnosis(DiagnosisSeverity.Error, "/a", "It is broken.", "Mend it.");
        var ran = await new RunDiagnostics(
            [
                new Check("second", static _ => throw new InvalidOperationException("secret of the failure")),
                new Check("first", _ => Task.FromResult<IReadOnlyList<Diagnosis>>([found])),
            ],
            TimeProvider.System).ExecuteAsync(Callers.Admin, Cancellation);

        Assert.Equal(["first", "second"], ran.Value!.Select(static check => check.Check));
        Assert.Equal(found, Assert.Single(ran.Value![0].Found));
        var failed = Assert.Single(ran.Value![1].Found);
        Assert.Equal(DiagnosisSeverity.Warning, failed.Severity);
        Assert.DoesNotContain("secret", failed.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_CallerWhoGoes_EndsTheChecks()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        var check = new Check("a", static token => Task.FromCanceled<IReadOnlyList<Diagnosis>>(token));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new RunDiagnostics([check], TimeProvider.System).ExecuteAsync(Callers.Admin, gone.Token));
    }

    private sealed class Check(string name, Func<CancellationToken, Task<IReadOnlyList<Diagnosis>>> run) : IDiagnosticCheck
    {
        public int Runs { get; private set; }

        public string Name => name;

        public Task<IReadOnlyList<Diagnosis>> RunAsync(CancellationToken cancellationToken)
        {
            Runs++;
            return run(cancellationToken);
        }
    }
}
