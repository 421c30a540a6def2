using McpGateway.Contracts.Audit;
using McpGateway.Core.Audit.Chain;
using McpGateway.Foundation;
using McpGateway.Storage;

namespace McpGateway.Host.Commands;

/// <summary>
/// <c>audit verify</c>: judges an exported audit, or the one in the store that the settings name. No gateway need run, and one may.
/// </summary>
internal static class AuditCommand
{
    public static async Task<int> RunAsync(CommandRequest request, CommandOutput output, CancellationToken cancellationToken)
    {
        var trusted = request.Value("--keys") is { } keys
            ? AuditStatement.KeyIds(await File.ReadAllTextAsync(keys, cancellationToken), keys)
            : null;
        string[] kept = request.Value("--checkpoints") is { } statements
            ? [.. (await File.ReadAllLinesAsync(statements, cancellationToken)).Where(static line => line.Length > 0)]
            : [];
        var report = request.Operands is [var file]
            ? await VerifyFileAsync(file, trusted, kept, cancellationToken)
            : await VerifyStoreAsync(request, trusted, kept, cancellationToken);
        if (!report.IsSuccess)
        {
            return output.Fail(report.Error);
        }

        var areKeysTrusted = trusted is not null || request.Operands.Count == 0;
        var code = output.Done(report.Value, CommandJsonContext.Readable.AuditReport, report.Value.Lines(areKeysTrusted));
        return report.Value.IsIntact ? code : ExitCodes.Failed;
    }

    private static async Task<Result<AuditReport>> VerifyFileAsync(
        string file, IReadOnlySet<string>? trusted, IReadOnlyList<string> kept, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return await AuditLine.VerifyAsync(stream, trusted, kept, cancellationToken);
    }

    private static async Task<Result<AuditReport>> VerifyStoreAsync(
        CommandRequest request, IReadOnlySet<string>? trusted, IReadOnlyList<string> kept, CancellationToken cancellationToken)
    {
        await using var services = StoreCommands.Compose(request.Settings);
        return await services.OpenStoreAsItIsAsync("verify", needsKeys: trusted is null, cancellationToken) is { } problem
            ? problem
            : await services.GetRequiredService<VerifyAudit>().ReadAsync(trusted, kept, at: null, cancellationToken);
    }
}
