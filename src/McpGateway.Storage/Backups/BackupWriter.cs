using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Transfer;

namespace McpGateway.Storage.Backups;

/// <summary>Writes the archive of a backup: one entry after the other, the manifest at the end.</summary>
internal sealed class BackupWriter(Stream file) : IContentSink, IDisposable
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Documents are texts within lines: quotation marks as such keep them readable.</summary>
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ZipArchive _archive = new(file, ZipArchiveMode.Create, leaveOpen: true);
    private readonly List<BackupEntry> _entries = [];
    private readonly ContentDigest _digest = new(seal: null);
    private OpenEntry? _open;

    public async Task AddAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken)
    {
        await _digest.AddAsync(documents, cancellationToken);
        await WriteAsync(
            BackupNames.Documents, documents.Select(ToLine), BackupJsonContext.Default.DocumentLine, cancellationToken);
    }

    public async Task AddAsync(IReadOnlyList<StoredCommit> commits, CancellationToken cancellationToken)
    {
        await _digest.AddAsync(commits, cancellationToken);
        await WriteAsync(
            BackupNames.Commits, commits.Select(static commit => new CommitLine(commit.Revision, commit.Mark, commit.At)),
            BackupJsonContext.Default.CommitLine, cancellationToken);
    }

    public async Task AddAsync(string stream, IReadOnlyList<LogEntry> records, CancellationToken cancellationToken)
    {
        await _digest.AddAsync(stream, records, cancellationToken);
        await WriteAsync(
            BackupNames.Records(stream), records.Select(ToLine), BackupJsonContext.Default.RecordLine, cancellationToken);
    }

    /// <summary>Writes the manifest and ends the archive.</summary>
    /// <param name="describe">Makes the manifest of what was written.</param>
    /// <param name="cancellationToken">Ends it; the file is of no use then.</param>
    public async Task<BackupManifest> FinishAsync(
        Func<IReadOnlyList<BackupEntry>, ContentDigest, BackupManifest> describe, CancellationToken cancellationToken)
    {
        Close();
        var manifest = describe(_entries, _digest);
        var text = JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJsonContext.Default.BackupManifest);
        await WriteWholeAsync(BackupManifest.EntryName, text, cancellationToken);
        await WriteWholeAsync(
            BackupManifest.SumName, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(text))), cancellationToken);
        await _archive.DisposeAsync();
        return manifest;
    }

    public void Dispose()
    {
        _open?.Stream.Dispose();
        _digest.Dispose();
    }

    private static DocumentLine ToLine(StoredDocument document)
    {
        var json = document is { IsSealed: false, Body: { } plain } ? TextOf(plain) : null;
        return new()
        {
            Kind = document.Kind,
            Key = document.Key,
            Version = document.Version,
            Revision = document.Revision,
            Owner = document.Owner,
            ExpiresAt = document.ExpiresAt,
            IsDeleted = document.IsDeleted,
            Json = json,
            Sealed = document.IsSealed ? document.Body ?? [] : null,
            Raw = document.IsSealed || json is not null ? null : document.Body,
        };
    }

    private static RecordLine ToLine(LogEntry record) => new()
    {
        At = Microseconds.From(record.At)!.Value,
        User = record.User,
        Subject = record.Subject,
        Server = record.Server,
        Outcome = record.Outcome,
        Value = record.Value,
        Body = record.Body,
    };

    private static string? TextOf(byte[] body)
    {
        try
        {
            return Strict.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private async Task WriteWholeAsync(string name, byte[] content, CancellationToken cancellationToken)
    {
        await using var entry = await _archive.CreateEntry(name).OpenAsync(cancellationToken);
        await entry.WriteAsync(content, cancellationToken);
    }

    private async Task WriteAsync<T>(string name, IEnumerable<T> lines, JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        if (_open?.Name != name)
        {
            Close();
            _open = new(name, await _archive.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancellationToken));
        }

        await _open.Stream.WriteAsync(Serialize(_open, lines, json), cancellationToken);
    }

    private static ReadOnlyMemory<byte> Serialize<T>(OpenEntry entry, IEnumerable<T> lines, JsonTypeInfo<T> json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Readable);
        foreach (var line in lines)
        {
            JsonSerializer.Serialize(writer, line, json);
            writer.Flush();
            buffer.Write(LineEnd);
            writer.Reset();
            entry.Lines++;
        }

        entry.Hash.AppendData(buffer.WrittenSpan);
        entry.Bytes += buffer.WrittenCount;
        return buffer.WrittenMemory;
    }

    private void Close()
    {
        if (_open is { } entry)
        {
            entry.Stream.Dispose();
            _entries.Add(new(entry.Name, entry.Lines, entry.Bytes, Convert.ToHexStringLower(entry.Hash.GetHashAndReset())));
            entry.Hash.Dispose();
            _open = null;
        }
    }

    private sealed class OpenEntry(string name, Stream stream)
    {
        public string Name => name;

        public Stream Stream => stream;

        public IncrementalHash Hash { get; } = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public long Lines { get; set; }

        public long Bytes { get; set; }
    }
}

/// <summary>Names of the archive's entries.</summary>
internal static class BackupNames
{
    public const string Documents = "documents.ndjson";
    public const string Commits = "commits.ndjson";
    private const string RecordsPrefix = "records/";
    private const string Suffix = ".ndjson";

    public static string Records(string stream) => $"{RecordsPrefix}{stream}{Suffix}";

    /// <returns>Null for an entry that holds no records.</returns>
    public static string? StreamOf(string name) =>
        name.StartsWith(RecordsPrefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
            ? name[RecordsPrefix.Length..^Suffix.Length]
            : null;
}
