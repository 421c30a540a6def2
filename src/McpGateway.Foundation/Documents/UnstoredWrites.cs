using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace McpGateway.Foundation.Documents;

/// <summary>
/// The storage as it is in force in this process: what is stored, and over it the revocations that the storage could not take yet. They are
/// in memory only, so a process that ends before they are stored forgets them.
/// </summary>
internal sealed class UnstoredWrites(IDocumentStorage storage) : IDocumentStorage
{
    private readonly Lock _lock = new();
    private ImmutableList<UnstoredBatch> _batches = [];
    private long _lastNumber;
    private ImmutableDictionary<(string Kind, string Key), DocumentWrite> _writes =
        ImmutableDictionary<(string Kind, string Key), DocumentWrite>.Empty;

    /// <summary>In the order in which they came.</summary>
    public ImmutableList<UnstoredBatch> Batches => Volatile.Read(ref _batches);

    private ImmutableDictionary<(string Kind, string Key), DocumentWrite> Writes => Volatile.Read(ref _writes);

    /// <summary>In force from now on.</summary>
    /// <returns>The number of what is to be stored.</returns>
    public long Add(DocumentBatch batch, bool isOnItsWay)
    {
        lock (_lock)
        {
            // What waits already will have changed the version by the time this one is stored.
            var added = batch.With(
                batch.Writes.Select(write => _writes.ContainsKey((write.Kind, write.Key)) ? write with { ExpectedVersion = null } : write));
            Replace(_batches.Add(new(++_lastNumber, added, isOnItsWay)));
            return _lastNumber;
        }
    }

    /// <returns>What is left of it to store; null when nothing is.</returns>
    public UnstoredBatch? Find(long number) => Batches.Find(waiting => waiting.Number == number);

    /// <summary>It is stored, or was refused.</summary>
    public void Remove(long number)
    {
        lock (_lock)
        {
            Replace(_batches.RemoveAll(waiting => waiting.Number == number));
        }
    }

    /// <summary>Its own commit has failed: it is to be stored by whoever can.</summary>
    public void Defer(long number)
    {
        lock (_lock)
        {
            Replace([.. _batches.Select(waiting => waiting.Number == number ? waiting with { IsOnItsWay = false } : waiting)]);
        }
    }

    /// <summary>Whether a document of the batch waits to be stored as a revocation left it.</summary>
    public bool Touches(DocumentBatch batch)
    {
        var writes = Writes;
        return !writes.IsEmpty && batch.Writes.Any(write => writes.ContainsKey((write.Kind, write.Key)));
    }

    /// <summary>These documents were stored by a later commit, which counts.</summary>
    public void Supersede(DocumentBatch later)
    {
        if (Batches.IsEmpty)
        {
            return;
        }

        var keys = later.Writes.Select(static write => (write.Kind, write.Key)).ToHashSet();
        lock (_lock)
        {
            Replace([.. _batches.Select(waiting => waiting.Without(keys)).Where(static left => left.Batch.Writes.Count > 0)]);
        }
    }

    public async Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
        where T : class
    {
        // Before the storage is read: what leaves this list meanwhile is in the storage.
        var write = Writes.GetValueOrDefault((kind.Name, key));
        return write is { Body: null } ? null
            : await storage.FindAsync(kind, key, cancellationToken) is var stored && write is null ? stored
            : Read(kind, write, stored);
    }

    public async Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
        where T : class
    {
        var writes = Writes;
        return Merge(kind, await storage.ListAsync(kind, cancellationToken), writes, static _ => true);
    }

    public async Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(
        DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
        where T : class
    {
        var writes = Writes;
        return Merge(kind, await storage.ListByOwnerAsync(kind, owner, cancellationToken), writes, write => write.Owner == owner);
    }

    public Task<Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken) =>
        storage.CommitAsync(batch, cancellationToken);

    public Task<FeedReading> ReadFeedAsync(StorePosition since, CancellationToken cancellationToken) =>
        storage.ReadFeedAsync(since, cancellationToken);

    public Task<StorePosition> ReadPositionAsync(CancellationToken cancellationToken) => storage.ReadPositionAsync(cancellationToken);

    public Task<long> ReadRevisionAsync(CancellationToken cancellationToken) => storage.ReadRevisionAsync(cancellationToken);

    public Task<int> SweepAsync(CancellationToken cancellationToken) => storage.SweepAsync(cancellationToken);

    private static IReadOnlyList<Document<T>> Merge<T>(
        DocumentKind<T> kind, IReadOnlyList<Document<T>> stored, ImmutableDictionary<(string Kind, string Key), DocumentWrite> writes,
        Func<DocumentWrite, bool> isListed)
        where T : class
    {
        var ours = writes.Values.Where(write => write.Kind == kind.Name).ToArray();
        if (ours.Length == 0)
        {
            return stored;
        }

        var byKey = stored.ToDictionary(static document => document.Key, StringComparer.Ordinal);
        foreach (var write in ours)
        {
            var before = byKey.GetValueOrDefault(write.Key);
            byKey.Remove(write.Key);
            if (write.Body is not null && isListed(write))
            {
                byKey[write.Key] = Read(kind, write, before);
            }
        }

        return [.. byKey.Values.OrderBy(static document => Encoding.UTF8.GetBytes(document.Key), ByteOrder.Instance)];
    }

    /// <summary>With the version that is stored: it is what the next commit must expect.</summary>
    private static Document<T> Read<T>(DocumentKind<T> kind, DocumentWrite write, Document<T>? stored)
        where T : class =>
        new(write.Key, stored?.Version ?? DocumentBatch.Absent, stored?.Revision ?? 0, JsonSerializer.Deserialize(write.Body, kind.Json)!);

    private void Replace(ImmutableList<UnstoredBatch> batches)
    {
        var writes = _writes.Clear().ToBuilder();
        foreach (var write in batches.SelectMany(static waiting => waiting.Batch.Writes))
        {
            writes[(write.Kind, write.Key)] = write;
        }

        Volatile.Write(ref _writes, writes.ToImmutable());
        Volatile.Write(ref _batches, batches);
    }

    /// <summary>The order of keys in every storage.</summary>
    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
