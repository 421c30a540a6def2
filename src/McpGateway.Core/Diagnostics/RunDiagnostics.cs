using McpGateway.Foundation;
using McpGateway.Foundation.Diagnostics;

namespace McpGateway.Core.Diagnostics;

/// <summary>Runs every check of every feature, for administrators.</summary>
public sealed class RunDiagnostics(IEnumerable<IDiagnosticCheck> checks, TimeProvider time)
{
    internal static readonly Error AdminsOnly = new(ErrorKind.Forbidden, "Only administrators can see diagnostics.");

    // A provider that does not answer must not keep the rest from being told.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <returns>The checks in the order of their names, each with what it found.</returns>
    public async Task<Result<IReadOnlyList<(string Check, IReadOnlyList<Diagnosis> Found)>>> ExecuteAsync(
        Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        var ran = await Task.WhenAll(checks.OrderBy(static check => check.Name, StringComparer.Ordinal)
            .Select(async check => (check.Name, await RunAsync(check, cancellationToken))));
        return ran;
    }

    private async Task<IReadOnlyList<Diagnosis>> RunAsync(IDiagnosticCheck check, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await check.RunAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NotRun(check, $"It did not end within {Patience.TotalSeconds:0} seconds.");
        }
#pragma warning disable CA1031 // one check that fails is a finding, and not the end of the others
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return NotRun(check, $"{failure.GetType().Name}; the log has more.");
        }
    }

    private static Diagnosis[] NotRun(IDiagnosticCheck check, string why) =>
        [new(DiagnosisSeverity.Warning, check.Name, "This could not be checked. " + why, "Try again; if it stays so, look into the log.")];
}
