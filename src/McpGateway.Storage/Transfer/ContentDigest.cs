using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Transfer;

/// <summary>
/// Counts and hashes what passes, by kind and by stream. Documents come in one order, so theirs is one SHA-256 over all rows; records of
/// the same microsecond have no order that every database keeps, so theirs is the sum of the records' SHA-256 modulo 2^256.
/// </summary>
/// <param name="seal">
/// When given, sealed bodies are hashed as they are when opened: for contents whose seals are exchanged on the way.
/// </param>
internal sealed class ContentDigest(DocumentSeal? seal) : IContentSink, IDisposable
{
    private static readonly BigInteger Modulus = BigInteger.One << 256;

    private readonly SortedDictionary<string, KindDigest> _kinds = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, StreamDigest> _streams = new(StringComparer.Ordinal);

    public long Commits { get; private set; }

    public IReadOnlyList<PartReport> Documents => [.. _kinds.Select(static kind => kind.Value.ToReport(kind.Key))];

    public IReadOnlyList<PartReport> Records => [.. _streams.Select(static stream => stream.Value.ToReport(stream.Key))];

    public Task AddAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken)
    {
        foreach (var document in documents)
        {
            if (!_kinds.TryGetValue(document.Kind, out var kind))
            {
                _kinds.Add(document.Kind, kind = new());
            }

            var body = document is { IsSealed: true, Body: { } closed } && seal is not null
                ? seal.Open(document.Kind, document.Key, closed)
                : document.Body;
            kind.Add(document, body);
        }

        return Task.CompletedTask;
    }

    public Task AddAsync(IReadOnlyList<StoredCommit> commits, CancellationToken cancellationToken)
    {
        Commits += commits.Count;
        return Task.CompletedTask;
    }

    public Task AddAsync(string stream, IReadOnlyList<LogEntry> records, CancellationToken cancellationToken)
    {
        if (!_streams.TryGetValue(stream, out var digest))
        {
            _streams.Add(stream, digest = new());
        }

        foreach (var record in records)
        {
            digest.Add(record);
        }

        return Task.CompletedTask;
    }

    /// <summary>What differs from another digest; empty when nothing does.</summary>
    public IReadOnlyList<string> DifferencesFrom(ContentDigest other)
    {
        string[] differences =
        [
            .. Compare("documents of kind", Documents, other.Documents),
            .. Compare("records of stream", Records, other.Records),
        ];
        return Commits == other.Commits ? differences : [.. differences, $"commits: {Commits} here, {other.Commits} there"];
    }

    public void Dispose()
    {
        foreach (var kind in _kinds.Values)
        {
            kind.Dispose();
        }
    }

    private static IEnumerable<string> Compare(string what, IReadOnlyList<PartReport> here, IReadOnlyList<PartReport> there)
    {
        var others = there.ToDictionary(static part => part.Name, StringComparer.Ordinal);
        foreach (var part in here)
        {
            others.Remove(part.Name, out var other);
            if (other != part)
            {
                yield return $"{what} '{part.Name}': {part.Count} here, {other?.Count ?? 0} there, or their contents differ";
            }
        }

        foreach (var missing in others.Values)
        {
            yield return $"{what} '{missing.Name}': none here, {missing.Count} there";
        }
    }

    private static void Append(IncrementalHash hash, string? text) => Append(hash, text is null ? null : Encoding.UTF8.GetBytes(text));

    /// <summary>With its length, so that no two rows are the same bytes; -1 for none.</summary>
    private static void Append(IncrementalHash hash, byte[]? bytes)
    {
        Append(hash, bytes?.Length ?? -1L);
        hash.AppendData(bytes ?? []);
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private sealed class KindDigest : IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _count;

        public void Add(StoredDocument document, byte[]? body)
        {
            _count++;
            Append(_hash, document.Key);
            Append(_hash, document.Version);
            Append(_hash, document.Revision);
            Append(_hash, document.Owner);
            Append(_hash, document.ExpiresAt ?? long.MinValue);
            Append(_hash, (document.IsSealed ? 1 : 0) + (document.IsDeleted ? 2 : 0));
            Append(_hash, body);
        }

        public PartReport ToReport(string name) => new(name, _count, Convert.ToHexStringLower(_hash.GetCurrentHash()));

        public void Dispose() => _hash.Dispose();
    }

    private sealed class StreamDigest
    {
        private BigInteger _sum;
        private long _count;

        public void Add(LogEntry record)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Append(hash, Microseconds.From(record.At)!.Value);
            Append(hash, StoredText.Clean(record.User));
            Append(hash, StoredText.Clean(record.Subject));
            Append(hash, StoredText.Clean(record.Server));
            Append(hash, StoredText.Clean(record.Outcome));
            Append(hash, record.Value is { } value ? BitConverter.DoubleToInt64Bits(value) : long.MinValue);
            Append(hash, StoredText.Clean(record.Body));
            _count++;
            _sum = (_sum + new BigInteger(hash.GetHashAndReset(), isUnsigned: true)) % Modulus;
        }

        public PartReport ToReport(string name)
        {
            var bytes = new byte[32];
            _sum.TryWriteBytes(bytes, out _, isUnsigned: true);
            return new(name, _count, Convert.ToHexStringLower(bytes));
        }
    }
}

/// <summary>One kind of documents, or one stream of records.</summary>
/// <param name="Name">Of the kind or stream.</param>
/// <param name="Count">Documents with deletions that are remembered, or records.</param>
/// <param name="Sha256">Of the contents, as ADR 37 says.</param>
public sealed record PartReport(string Name, long Count, string Sha256);
