using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.Documents;

namespace McpGateway.Tests.Storage.Contracts;

/// <summary>Many writers at once, and random histories against a model.</summary>
public abstract partial class DocumentStorageContract
{
    [Fact]
    public async Task Commit_ParallelWritersWithVersions_LoseNoUpdate()
    {
        const int Writers = 8;
        const int Increments = 25;
        await PutAsync("counter", "0", DocumentBatch.Absent);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() => IncrementAsync(Increments), Cancel)));

        var counter = await Store.FindAsync(Notes.Plain, "counter", Cancel);
        Assert.Equal($"{Writers * Increments}", counter!.Value.Text);
        Assert.Equal((Writers * Increments) + 1, counter.Version);
    }

    [Fact]
    public async Task Commit_ParallelWriters_RevisionsAreUniqueAndFeedIsCompleteForAFollower()
    {
        const int Writers = 6;
        const int Writes = 40;
        var finished = new TaskCompletionSource();
        var follower = Task.Run(() => FollowAsync(finished.Task), Cancel);

        var revisions = await Task.WhenAll(
            Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteManyAsync(writer, Writes), Cancel)));
        finished.SetResult();

        Assert.Equal(Writers * Writes, revisions.SelectMany(one => one).Distinct().Count());
        Assert.All(revisions, own => Assert.Equal(own.Order(), own));
        Assert.Equal(Writers * Writes, (await follower).Count);
    }

    [Fact]
    public void Commit_RandomHistories_AgreeWithModel()
    {
        var step = from keys in Gen.NonEmptyListOf(Gen.Choose(0, 3))
                   from deletes in Gen.ArrayOf(Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true))), keys.Count)
                   from expectations in Gen.ArrayOf(Gen.Elements("any", "right", "right", "absent", "stale"), keys.Count)
                   select keys.Select((key, index) => (Key: $"k{key}", Delete: deletes[index], Expect: expectations[index])).ToArray();
        var run = 0;
        Prop.ForAll(
            Gen.ListOf(step).Resize(12).ToArbitrary(),
            history => Task.Run(() => AgreesWithModelAsync($"{run++}/", history), Cancel).GetAwaiter().GetResult())
            .QuickCheckThrowOnFailure();
    }

    private async Task<bool> AgreesWithModelAsync(string prefix, IEnumerable<(string Key, bool Delete, string Expect)[]> history)
    {
        var model = new Dictionary<string, (long Version, string Text)>(StringComparer.Ordinal);
        var round = 0;
        foreach (var writes in history)
        {
            round++;
            var next = new Dictionary<string, (long Version, string Text)>(model, StringComparer.Ordinal);
            var batch = new DocumentBatch();
            var refused = false;
            foreach (var (key, delete, expect) in writes.DistinctBy(write => write.Key))
            {
                var version = next.TryGetValue(key, out var there) ? there.Version : DocumentBatch.Absent;
                long? expected = expect switch { "any" => null, "right" => version, "absent" => DocumentBatch.Absent, _ => version + 1 };
                refused |= expected is not null && expected != version;
                if (delete)
                {
                    batch.Delete(Notes.Plain, prefix + key, expected);
                    next.Remove(key);
                }
                else
                {
                    batch.Put(Notes.Plain, prefix + key, new($"{round}"), expected);
                    next[key] = (-1, $"{round}");
                }
            }

            if ((await Store.CommitAsync(batch, Cancel)).IsSuccess == refused)
            {
                return false;
            }

            if (!refused)
            {
                var stored = (await Store.ListAsync(Notes.Plain, Cancel))
                    .Where(note => note.Key.StartsWith(prefix, StringComparison.Ordinal))
                    .ToList();
                if (!stored.Select(note => (note.Key[prefix.Length..], note.Value.Text)).SequenceEqual(
                    next.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (entry.Key, entry.Value.Text))))
                {
                    return false;
                }

                model = stored.ToDictionary(
                    note => note.Key[prefix.Length..], note => (note.Version, note.Value.Text), StringComparer.Ordinal);
            }
        }

        return true;
    }

    private async Task IncrementAsync(int times)
    {
        for (var done = 0; done < times;)
        {
            var current = await Store.FindAsync(Notes.Plain, "counter", Cancel);
            var next = int.Parse(current!.Value.Text, System.Globalization.CultureInfo.InvariantCulture) + 1;
            var result = await Store.CommitAsync(new DocumentBatch().Put(Notes.Plain, "counter", new($"{next}"), current.Version), Cancel);
            done += result.IsSuccess ? 1 : 0;
        }
    }

    private async Task<List<long>> WriteManyAsync(int writer, int count)
    {
        var revisions = new List<long>();
        for (var index = 0; index < count; index++)
        {
            revisions.Add(await PutAsync($"{writer}-{index}", "x", DocumentBatch.Absent));
        }

        return revisions;
    }

    /// <summary>Reads only what is new each time: a revision that became visible after a later one would be missed here.</summary>
    private async Task<HashSet<string>> FollowAsync(Task finished)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var position = 0L;
        while (true)
        {
            var isLast = finished.IsCompleted;
            var changes = await ReadChangesAsync(position);
            seen.UnionWith(changes.Select(change => change.Key));
            position = changes.Count > 0 ? changes[^1].Revision : position;
            if (isLast)
            {
                return seen;
            }

            await Task.Yield();
        }
    }
}
