using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Scanning.Operations;

/// <summary>What is unsafe is switched on by administrators alone, and who did so is kept with what was known then.</summary>
internal sealed partial class EnableUnsafe(
    ScanRepository repository, IOptions<ScanOptions> options, TimeProvider time, ILogger<EnableUnsafe> logger) : IEnableGuard
{
    public async Task<Error?> FindRefusalAsync(Caller caller, string key, DocumentBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(batch);
        if (await FindUnsafeAsync(key, cancellationToken) is not { } known)
        {
            return null;
        }

        if (!caller.Permissions.IsAdmin)
        {
            return new(ErrorKind.Forbidden, "It is disabled because its security scan found it unsafe: only administrators can enable it");
        }

        var now = time.GetUtcNow();
        var decision = new ScanOverride(caller.UserName, now, known.Value.Last.Fingerprint, known.Value.Unsafe(now));
        batch.Put(ScanRepository.Scans, key, known.Value with { Override = decision }, known.Version);
        var user = LogText.Clean(caller.UserName);
        LogOverridden(key, user, decision.Findings.Count);
        return null;
    }

    public async Task<string?> FindObjectionAsync(string key, CancellationToken cancellationToken) =>
        await FindUnsafeAsync(key, cancellationToken) is { } known && !known.Value.IsOverridden(time.GetUtcNow())
            ? "It stays disabled: its security scan found it unsafe. An administrator can enable it"
            : null;

    /// <returns>Null when nothing keeps it from being enabled.</returns>
    private async Task<Document<ScanRecord>?> FindUnsafeAsync(string key, CancellationToken cancellationToken) =>
        await repository.FindAsync(key, cancellationToken) is { } known && !known.Value.IsSafe(time.GetUtcNow())
            && options.Value.For(known.Value.Kind).BlockUnsafe
            ? known
            : null;

    [LoggerMessage(EventId = 17010, Level = LogLevel.Warning,
        Message = "{Path} is being enabled by {User} although its security scan found it unsafe ({Findings} findings).")]
    private partial void LogOverridden(string path, string user, int findings);
}
