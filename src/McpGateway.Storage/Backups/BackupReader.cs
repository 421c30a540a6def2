using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Transfer;

namespace McpGateway.Storage.Backups;

/// <summary>Reads the archive of a backup. Whatever is not as the manifest says is <see cref="BackupDamagedException"/>.</summary>
internal sealed class BackupReader : IContentSource, IDisposable
{
    private const int LinesAtOnce = 500;

    /// <summary>Longest line that is read: a document is far below it.</summary>
    private const int MaxLine = 64 * 1024 * 1024;

    private readonly ZipArchive _archive;

    private BackupReader(string file, ZipArchive archive, BackupManifest manifest) =>
        (Description, _archive, Manifest) = (file, archive, manifest);

    public string Description { get; }

    public BackupManifest Manifest { get; }

    public static async Task<Result<BackupReader>> OpenAsync(string file, CancellationToken cancellationToken)
    {
        ZipArchive? archive = null;
        try
        {
            archive = await ZipFile.OpenReadAsync(file, cancellationToken);
            return Judge(file, archive, await ReadManifestAsync(archive, cancellationToken));
        }
        catch (Exception failure) when (failure is InvalidDataException or JsonException)
        {
            if (archive is not null)
            {
                await archive.DisposeAsync();
            }

            return new Error(ErrorKind.Failed, $"{file} is not a backup of this product, or it was cut short or changed.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new Error(ErrorKind.Invalid, $"{file} cannot be read ({failure.Message}).");
        }
    }

    public async Task<StoreState> ReadAsync(IContentSink sink, CancellationToken cancellationToken)
    {
        foreach (var entry in Manifest.Entries)
        {
            if (entry.Name == BackupNames.Documents)
            {
                await ReadAsync(
                    entry, BackupJsonContext.Default.DocumentLine,
                    lines => sink.AddAsync([.. lines.Select(ToDocument)], cancellationToken), cancellationToken);
            }
            else if (entry.Name == BackupNames.Commits)
            {
                await ReadAsync(
                    entry, BackupJsonContext.Default.CommitLine,
                    lines => sink.AddAsync(
                        [.. lines.Select(static line => new StoredCommit(line.Revision, line.Mark, line.At))], cancellationToken),
                    cancellationToken);
            }
            else if (BackupNames.StreamOf(entry.Name) is { } stream && (RecordStreams.All.Contains(stream) || AuditEntries.Is(stream)))
            {
                await ReadAsync(
                    entry, BackupJsonContext.Default.RecordLine,
                    lines => sink.AddAsync(stream, [.. lines.Select(line => ToRecord(stream, line))], cancellationToken),
                    cancellationToken);
            }
            else
            {
                throw new BackupDamagedException($"{Description} has an entry '{entry.Name}' that this release does not know.");
            }
        }

        return new(Manifest.Revision, Manifest.Trimmed, Manifest.Epoch, Manifest.KeyChecks);
    }

    public void Dispose() => _archive.Dispose();

    private static async Task<BackupManifest> ReadManifestAsync(ZipArchive archive, CancellationToken cancellationToken)
    {
        var text = await ReadWholeAsync(archive, BackupManifest.EntryName, cancellationToken);
        var sum = await ReadWholeAsync(archive, BackupManifest.SumName, cancellationToken);
        return Encoding.ASCII.GetString(sum) == Convert.ToHexStringLower(SHA256.HashData(text))
            ? JsonSerializer.Deserialize(text, BackupJsonContext.Default.BackupManifest)
                ?? throw new InvalidDataException("The manifest is empty.")
            : throw new InvalidDataException("The manifest was changed.");
    }

    private static async Task<byte[]> ReadWholeAsync(ZipArchive archive, string name, CancellationToken cancellationToken)
    {
        var entry = archive.GetEntry(name) ?? throw new InvalidDataException($"There is no {name}.");
        if (entry.Length > MaxLine)
        {
            throw new InvalidDataException($"{name} is too large.");
        }

        await using var stream = await entry.OpenAsync(cancellationToken);
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }

    private static Result<BackupReader> Judge(string file, ZipArchive archive, BackupManifest manifest)
    {
        if (manifest is { Format: BackupManifest.FormatName, Version: <= BackupManifest.NewestVersion })
        {
            return new BackupReader(file, archive, manifest);
        }

        archive.Dispose();
        return new Error(
            ErrorKind.Failed,
            $"{file} is '{LogText.Clean(manifest.Format)}', version {manifest.Version}; this release reads version "
                + $"{BackupManifest.NewestVersion} of '{BackupManifest.FormatName}'. A newer release wrote it.");
    }

    private static StoredDocument ToDocument(DocumentLine line) => new(
        line.Kind, line.Key, line.Version, line.Revision, line.Owner, line.ExpiresAt, line.Sealed is not null, line.IsDeleted,
        line.Sealed ?? line.Raw ?? (line.Json is { } json ? Encoding.UTF8.GetBytes(json) : null));

    private static LogEntry ToRecord(string stream, RecordLine line) => new()
    {
        Stream = stream,
        At = Microseconds.ToTime(line.At),
        User = line.User,
        Subject = line.Subject,
        Server = line.Server,
        Outcome = line.Outcome,
        Value = line.Value,
        Body = line.Body,
    };

    private async Task ReadAsync<T>(
        BackupEntry entry, JsonTypeInfo<T> json, Func<IReadOnlyList<T>, Task> take, CancellationToken cancellationToken)
    {
        var stored = _archive.GetEntry(entry.Name) ?? throw Damaged(entry.Name, "it is missing");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (count, bytes) = (0L, 0L);
        var lines = new List<T>(LinesAtOnce);
        try
        {
            await using var stream = await stored.OpenAsync(cancellationToken);
            await foreach (var line in LinesOf(stream, cancellationToken))
            {
                hash.AppendData(line.Span);
                bytes += line.Length;
                count++;
                lines.Add(JsonSerializer.Deserialize(line.Span, json) ?? throw Damaged(entry.Name, "a line is empty"));
                if (lines.Count == LinesAtOnce)
                {
                    await take(lines);
                    lines.Clear();
                }
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or JsonException)
        {
            throw Damaged(entry.Name, "it cannot be read");
        }

        if (lines.Count > 0)
        {
            await take(lines);
        }

        if (count != entry.Lines || bytes != entry.Bytes || Convert.ToHexStringLower(hash.GetHashAndReset()) != entry.Sha256)
        {
            throw Damaged(entry.Name, "its contents are not what the manifest says");
        }
    }

    /// <summary>Each with its line end.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesOf(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream);
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var next = buffer.GetPosition(1, end);
                yield return buffer.Slice(0, next).ToArray();
                buffer = buffer.Slice(next);
            }

            if (buffer.Length > MaxLine || (read.IsCompleted && buffer.Length > 0))
            {
                throw new InvalidDataException("A line does not end.");
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                await reader.CompleteAsync();
                yield break;
            }
        }
    }

    private BackupDamagedException Damaged(string entry, string why) => new($"{Description} is damaged: of '{entry}' {why}.");
}

/// <summary>A backup is not what it says it is. The message says where.</summary>
internal sealed class BackupDamagedException(string message) : Exception(message);
