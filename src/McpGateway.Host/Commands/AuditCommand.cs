using System.Text.Json;
using McpGateway.Contracts.Audit;
using McpGateway.Core.Audit.Chain;
using McpGateway.Storage;

namespace McpGateway.Host.Commands;

/// <summary>
/// <c>audit verify</c>: judges an exported audit, or the one in the store that the settings name. No gateway need run, and one may.
/// </summary>
internal static class AuditCommand
{
    private const int MaxShown = 50;

    public static async Task<int> RunAsync(CommandRequest request, CommandOutput output, CancellationToken cancellationToken)
    {
        var trusted = request.Value("--keys") is { } keys ? await ReadKeysAsync(keys, cancellationToken) : null;
        var report = request.Operands is [var file]
            ? await VerifyFileAsync(file, trusted, cancellationToken)
            : await VerifyStoreAsync(request, trusted, cancellationToken);
        var areKeysTrusted = trusted is not null || request.Operands.Count == 0;
        var code = output.Done(report, CommandJsonContext.Readable.AuditReport, LinesOf(report, areKeysTrusted));
        return report.IsIntact ? code : ExitCodes.Failed;
    }

    private static async Task<AuditReport> VerifyFileAsync(
        string file, IReadOnlySet<string>? trusted, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return await AuditLine.VerifyAsync(stream, trusted, cancellationToken);
    }

    private static async Task<AuditReport> VerifyStoreAsync(
        CommandRequest request, IReadOnlySet<string>? trusted, CancellationToken cancellationToken)
    {
        await using var services = StoreCommands.Compose(request.Settings);
        await services.OpenStorageAsync(cancellationToken);
        string[] kept = request.Value("--checkpoints") is { } file
            ? [.. (await File.ReadAllLinesAsync(file, cancellationToken)).Where(static line => line.Length > 0)]
            : [];
        return await services.GetRequiredService<VerifyAudit>().ReadAsync(trusted, kept, cancellationToken);
    }

    /// <summary>A key set as <c>GET /api/audit/keys</c> gives it. The ids are computed, not believed.</summary>
    private static async Task<IReadOnlySet<string>> ReadKeysAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            using var set = JsonDocument.Parse(await File.ReadAllTextAsync(file, cancellationToken));
            return set.RootElement.GetProperty("keys").EnumerateArray()
                .Select(static key => AuditStatement.Thumbprint(key.GetProperty("x").GetString()!, key.GetProperty("y").GetString()!))
                .ToHashSet(StringComparer.Ordinal);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{file} is no set of keys such as GET /api/audit/keys gives.", failure);
        }
    }

    private static IEnumerable<string> LinesOf(AuditReport report, bool areKeysTrusted)
    {
        foreach (var stream in report.Streams)
        {
            yield return $"  {stream.Stream,-14} events {stream.First} to {stream.Last}, {stream.Events} read, signed to {stream.SignedTo}"
                + (stream.RemovedTo > 0 ? $"; removed for their age up to {stream.RemovedTo}" : "");
        }

        foreach (var finding in report.Findings.Take(MaxShown))
        {
            yield return $"  {finding.Stream,-14} {finding.Problem}";
        }

        if (report.Found > MaxShown)
        {
            yield return $"  … and {report.Found - MaxShown} more.";
        }

        if (!areKeysTrusted && report.Keys.Count > 0)
        {
            yield return $"Signed with the keys {string.Join(", ", report.Keys)}: compare them with the gateway's, or name --keys.";
        }

        yield return !report.IsIntact ? "The audit is NOT what was written."
            : report.IsComplete ? "The audit is what was written."
            : "The events are what was written. It is an excerpt: others may be missing.";
    }
}
