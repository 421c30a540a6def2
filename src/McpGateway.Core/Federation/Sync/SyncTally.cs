using System.Collections.Concurrent;

namespace McpGateway.Core.Federation.Sync;

/// <summary>What a run has done so far. The run writes it, anybody may read it meanwhile.</summary>
internal sealed class SyncTally
{
    /// <summary>New items, and names of what is there, that an answer lists.</summary>
    public const int MaxListed = 1000;

    private readonly ConcurrentQueue<SyncProblem> _problems = new();
    private readonly ConcurrentQueue<ItemChange> _removals = new();
    private readonly ConcurrentQueue<ItemChange> _changes = new();
    private readonly ConcurrentQueue<ItemChange> _additions = new();
    private readonly ConcurrentQueue<string> _present = new();
    private int _read;
    private int _added;
    private int _changed;
    private int _removed;
    private int _unchanged;
    private int _refused;

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How many items the source says that it has; null when it does not say.</summary>
    public int? Total { get; set; }

    public int Read => Volatile.Read(ref _read);

    public int Added => Volatile.Read(ref _added);

    public int Changed => Volatile.Read(ref _changed);

    public int Removed => Volatile.Read(ref _removed);

    public int Unchanged => Volatile.Read(ref _unchanged);

    public int Refused => Volatile.Read(ref _refused);

    public IReadOnlyList<SyncProblem> Problems => [.. _problems];

    /// <summary>
    /// What is changed, or would be: everything that goes, then everything that changes, then as many of the new items as fit.
    /// </summary>
    public IReadOnlyList<ItemChange> Changes => [.. _removals, .. _changes, .. _additions];

    /// <summary>Whether there are more new items than <see cref="Changes"/> has.</summary>
    public bool IsTruncated => Added > _additions.Count;

    /// <summary>The first names of what is there now, as the source calls it.</summary>
    public IReadOnlyList<string> Present => [.. _present];

    public void CountRead(int items) => Interlocked.Add(ref _read, items);

    public void Refuse(string item, string problem)
    {
        Interlocked.Increment(ref _refused);
        _problems.Enqueue(new(item, problem));
    }

    public void Keep(string name)
    {
        Interlocked.Increment(ref _unchanged);
        ListPresent(name);
    }

    public void Note(ItemChange change)
    {
        switch (change.Kind)
        {
            case ItemChange.Added:
                Interlocked.Increment(ref _added);
                if (_additions.Count < MaxListed)
                {
                    _additions.Enqueue(change);
                }

                break;
            case ItemChange.Changed:
                Interlocked.Increment(ref _changed);
                _changes.Enqueue(change);
                break;
            default:
                Interlocked.Increment(ref _removed);
                _removals.Enqueue(change);
                break;
        }

        if (change.Kind != ItemChange.Removed)
        {
            ListPresent(change.Name ?? change.Item);
        }
    }

    private void ListPresent(string item)
    {
        if (_present.Count < MaxListed)
        {
            _present.Enqueue(item);
        }
    }
}

/// <summary>A change to the catalogue, made or foreseen.</summary>
/// <param name="Kind">One of the constants.</param>
/// <param name="Item">What the source calls it.</param>
/// <param name="Path">Where it is here.</param>
internal sealed record ItemChange(string Kind, string Item, string Path)
{
    /// <summary>What people call it, where that is not what the source does.</summary>
    public string? Name { get; init; }

    public const string Added = "added";
    public const string Changed = "changed";
    public const string Removed = "removed";
}
