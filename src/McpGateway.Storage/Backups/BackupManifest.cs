using System.Text.Json.Serialization;
using McpGateway.Storage.Transfer;

namespace McpGateway.Storage.Backups;

/// <summary>What a backup says of itself: <c>manifest.json</c>, followed by <c>manifest.sha256</c>, the archive's last entry.</summary>
public sealed record BackupManifest
{
    internal const string EntryName = "manifest.json";
    internal const string SumName = "manifest.sha256";
    internal const string FormatName = "mcp-gateway-backup";
    internal const int NewestVersion = 1;

    public required string Format { get; init; }

    public required int Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The release that wrote it.</summary>
    public required string Product { get; init; }

    /// <summary>The store that it was made of; no credential.</summary>
    public required string From { get; init; }

    public required long Revision { get; init; }

    public required long Trimmed { get; init; }

    public required string Epoch { get; init; }

    /// <summary>One-way derivatives of the master keys that the sealed documents need.</summary>
    public required IReadOnlyList<string> KeyChecks { get; init; }

    /// <summary>The other entries of the archive.</summary>
    public required IReadOnlyList<BackupEntry> Entries { get; init; }

    public required IReadOnlyList<PartReport> Documents { get; init; }

    public required IReadOnlyList<PartReport> Records { get; init; }

    public required long Commits { get; init; }

    /// <summary>The master keys, encrypted; null when they are not in the backup.</summary>
    public LockedKeys? Keys { get; init; }
}

/// <summary>One entry of the archive.</summary>
/// <param name="Name">In the archive.</param>
/// <param name="Lines">Each a JSON object.</param>
/// <param name="Bytes">Not compressed.</param>
/// <param name="Sha256">Of these bytes.</param>
public sealed record BackupEntry(string Name, long Lines, long Bytes, string Sha256);

/// <summary>Master keys under a passphrase: AES-256-GCM, the key made by PBKDF2 with SHA-256.</summary>
public sealed record LockedKeys(int Iterations, byte[] Salt, byte[] Nonce, byte[] Data, byte[] Tag);

/// <summary>
/// One line of <c>documents.ndjson</c>. Of the three bodies at most one is there; a deletion that is remembered has none.
/// </summary>
internal sealed record DocumentLine
{
    public required string Kind { get; init; }

    public required string Key { get; init; }

    public required long Version { get; init; }

    public required long Revision { get; init; }

    public string? Owner { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? ExpiresAt { get; init; }

    public bool IsDeleted { get; init; }

    /// <summary>The document's JSON, as a text: byte by byte what the store holds.</summary>
    public string? Json { get; init; }

    /// <summary>A document that is encrypted, in base64.</summary>
    public byte[]? Sealed { get; init; }

    /// <summary>A body that is neither, in base64.</summary>
    public byte[]? Raw { get; init; }
}

/// <summary>One line of <c>commits.ndjson</c>.</summary>
internal sealed record CommitLine(long Revision, long Mark, long At);

/// <summary>One line of <c>records/….ndjson</c>.</summary>
internal sealed record RecordLine
{
    /// <summary>Microseconds since 1970.</summary>
    public required long At { get; init; }

    public string? User { get; init; }

    public string? Subject { get; init; }

    public string? Server { get; init; }

    public string? Outcome { get; init; }

    public double? Value { get; init; }

    /// <summary>The record's JSON, as a text.</summary>
    public required string Body { get; init; }
}

/// <summary>Master keys as they are locked: the one in force first.</summary>
internal sealed record KeyLine(byte[] Key, bool IsFile);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(DocumentLine))]
[JsonSerializable(typeof(CommitLine))]
[JsonSerializable(typeof(RecordLine))]
[JsonSerializable(typeof(KeyLine[]))]
internal sealed partial class BackupJsonContext : JsonSerializerContext;
