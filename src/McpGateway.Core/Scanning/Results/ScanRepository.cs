using System.Text.Json;
using System.Text.Json.Serialization;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Scanning.Results;

/// <summary>Reads what scans found, and prepares writes for a batch. Results go with the server or agent that they are of.</summary>
public sealed class ScanRepository(DocumentStore documents) : IServerCompanion
{
    public static readonly DocumentKind<ScanRecord> Scans = new("security_scans", ScanJsonContext.Default.ScanRecord);

    internal static readonly DocumentKind<RegistryScan> Runs = new("security_scan_runs", ScanJsonContext.Default.RegistryScan);

    public Task<Document<ScanRecord>?> FindAsync(string path, CancellationToken cancellationToken) =>
        documents.FindAsync(Scans, path, cancellationToken);

    public Task<IReadOnlyList<Document<ScanRecord>>> ListAsync(CancellationToken cancellationToken) =>
        documents.ListAsync(Scans, cancellationToken);

    public Task AddRemovalAsync(string key, DocumentBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Delete(Scans, key, null);
        return Task.CompletedTask;
    }

    public string? Name => Scans.Name;

    /// <summary>Results and decisions on them: what was accepted of a server stays so when its removal is undone.</summary>
    public async Task<JsonElement?> KeepAsync(string key, CancellationToken cancellationToken) =>
        await FindAsync(key, cancellationToken) is { } known
            ? JsonSerializer.SerializeToElement(known.Value, ScanJsonContext.Default.ScanRecord) : null;

    public void AddRestoration(string key, JsonElement kept, DocumentBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (kept.Deserialize(ScanJsonContext.Default.ScanRecord) is { } record)
        {
            batch.Put(Scans, key, record, expectedVersion: null);
        }
    }

    public Task AddMovesAsync(DefaultChange change, DocumentBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.AddAsync(documents, Scans, batch, cancellationToken);
    }

    internal Task<Document<RegistryScan>?> FindRunAsync(CancellationToken cancellationToken) =>
        documents.FindAsync(Runs, RegistryScan.Key, cancellationToken);
}

/// <summary>
/// The last scan of the whole registry (kind <c>security_scan_runs</c>). What is left of it is what has no result as new as its start: a
/// restart loses nothing.
/// </summary>
public sealed record RegistryScan(DateTimeOffset StartedAt, string Trigger, string? By)
{
    /// <summary>There is one.</summary>
    public const string Key = "registry";

    /// <summary>When everything had been scanned; null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ScanRecord))]
[JsonSerializable(typeof(RegistryScan))]
internal sealed partial class ScanJsonContext : JsonSerializerContext;
