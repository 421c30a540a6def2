using System.Text;
using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Tests.Foundation;

/// <summary>
/// The document store in memory, for tests of what stands on it. Documents go through their JSON form, as in a database, and the class
/// passes <c>DocumentStorageContract</c> like the real ones.
/// </summary>
internal sealed class MemoryDocumentStorage(TimeProvider? time = null) : IDocumentStorage
{
    private static readonly TimeSpan TombstoneLife = TimeSpan.FromDays(1);
    private static readonly Error Changed = new(ErrorKind.Conflict, "Changed meanwhile.");

    private readonly Lock _gate = new();
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private SortedDictionary<(string Kind, string Key), Row> _rows = new(Comparer<(string Kind, string Key)>.Create(CompareUtf8));
    private long _revision;
    private long _trimmed;
    private readonly Dictionary<long, long> _marks = [];

    /// <summary>The kind of which nothing can be read; null when all can.</summary>
    public string? UnreadableKind { get; set; }

    public Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
        where T : class
    {
        ThrowIfUnreadable(kind.Name);
        lock (_gate)
        {
            return Task.FromResult(
                DocumentKey.IsValid(key) && _rows.TryGetValue((kind.Name, key), out var row) && IsLive(row) ? Read(kind, key, row) : null);
        }
    }

    public Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
        where T : class => Task.FromResult(List(kind, _ => true));

    public Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
        where T : class => Task.FromResult(List(kind, row => row.Owner == owner));

    public Task<Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var rows = new SortedDictionary<(string Kind, string Key), Row>(_rows, _rows.Comparer);
            var changed = false;
            foreach (var write in batch.Writes)
            {
                rows.TryGetValue((write.Kind, write.Key), out var row);
                var liveVersion = row is not null && IsLive(row) ? row.Version : DocumentBatch.Absent;
                if (write.ExpectedVersion is { } expected && expected != liveVersion)
                {
                    return Task.FromResult<Result<long>>(Changed);
                }

                if (write.Body is null && liveVersion == DocumentBatch.Absent)
                {
                    continue;
                }

                changed = true;
                rows[(write.Kind, write.Key)] = new(
                    (row?.Version ?? 0) + 1, _revision + 1, write.Owner, write.Body is null
                        ? _time.GetUtcNow() + TombstoneLife
                        : write.ExpiresAt, write.Body);
            }

            if (changed)
            {
                (_rows, _revision) = (rows, _revision + 1);
                Mark();
            }

            return Task.FromResult<Result<long>>(_revision);
        }
    }

    public Task<FeedReading> ReadFeedAsync(StorePosition since, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var head = new StoreHead(Position(_revision), _trimmed, _marks.TryGetValue(since.Revision, out var mark) ? mark : null);
            if (head.BreakAfter(since) is not FeedBreak.None and var reason)
            {
                return Task.FromResult(new FeedReading(head.Position, null, reason));
            }

            List<DocumentChange> changes =
            [
                .. from entry in _rows
                   where entry.Value.Revision > since.Revision
                   orderby entry.Value.Revision
                   select new DocumentChange(entry.Key.Kind, entry.Key.Key, entry.Value.Revision, !IsLive(entry.Value)),
            ];
            return Task.FromResult(new FeedReading(
                Position(changes.Count > 0 ? changes[^1].Revision : since.Revision), changes, FeedBreak.None));
        }
    }

    public Task<StorePosition> ReadPositionAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(Position(_revision));
        }
    }

    public Task<long> ReadRevisionAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_revision);
        }
    }

    public Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var dead = _rows.Where(entry => entry.Value.Expiry <= _time.GetUtcNow()).ToList();
            var expired = dead.Where(entry => entry.Value.Body is not null).ToList();
            _revision += expired.Count > 0 ? 1 : 0;
            Mark();
            foreach (var (id, row) in dead)
            {
                if (row.Body is null)
                {
                    _rows.Remove(id);
                    _trimmed = Math.Max(_trimmed, row.Revision);
                }
                else
                {
                    _rows[id] = new(row.Version + 1, _revision, null, _time.GetUtcNow() + TombstoneLife, null);
                }
            }

            return Task.FromResult(dead.Count);
        }
    }

    private static int CompareUtf8((string Kind, string Key) left, (string Kind, string Key) right)
    {
        var kinds = string.CompareOrdinal(left.Kind, right.Kind);
        return kinds != 0 ? kinds : Encoding.UTF8.GetBytes(left.Key).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right.Key));
    }

    private static Document<T> Read<T>(DocumentKind<T> kind, string key, Row row)
        where T : class => new(key, row.Version, row.Revision, JsonSerializer.Deserialize(row.Body!, kind.Json)!);

    private StorePosition Position(long revision) =>
        new(revision, _marks.TryGetValue(revision, out var mark) ? mark : null, "memory", "");

    private void Mark() => _marks.TryAdd(_revision, System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue));

    private bool IsLive(Row row) => row.Body is not null && !(row.Expiry <= _time.GetUtcNow());

    /// <summary>Makes the history another one than that which was read, as after a failover that lost commits.</summary>
    public void Rewrite()
    {
        lock (_gate)
        {
            foreach (var revision in _marks.Keys.ToArray())
            {
                _marks[revision]++;
            }
        }
    }

    private void ThrowIfUnreadable(string kind)
    {
        if (kind == UnreadableKind)
        {
            throw new StorageUnavailableException(StorageFault.Away);
        }
    }

    private IReadOnlyList<Document<T>> List<T>(DocumentKind<T> kind, Func<Row, bool> matches)
        where T : class
    {
        ThrowIfUnreadable(kind.Name);
        lock (_gate)
        {
            return
            [
                .. from entry in _rows
                   where entry.Key.Kind == kind.Name && IsLive(entry.Value) && matches(entry.Value)
                   select Read(kind, entry.Key.Key, entry.Value),
            ];
        }
    }

    private sealed record Row(long Version, long Revision, string? Owner, DateTimeOffset? Expiry, byte[]? Body);
}
