using McpGateway.Core.Federation.Sources;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Federation.Sync;

/// <summary>
/// Takes servers in, a hundred in a commit, by the registry's own rules. What does not fit is reported; of what fits, all is stored or
/// nothing.
/// </summary>
internal sealed class ServerIntake(
    ServerCatalog catalog, ServerRepository repository, ServerRegistrationBuilder builder, DocumentStore documents, TimeProvider time)
{
    private const int ChunkSize = 100;
    private const int MaxTags = 50;

    /// <param name="context">The source.</param>
    /// <param name="items">Servers that are new or changed.</param>
    /// <param name="known">Keys of the source's servers that are here, by what the source calls them.</param>
    /// <param name="tally">Receives what became of each.</param>
    /// <param name="cancellationToken">Ends it between two commits.</param>
    /// <returns>Why it could not go on; null when it could.</returns>
    public async Task<Error?> TakeAsync(
        SourceContext context, IEnumerable<SourceItem> items, IReadOnlyDictionary<string, string> known, SyncTally tally,
        CancellationToken cancellationToken)
    {
        foreach (var chunk in items.Chunk(ChunkSize))
        {
            var planned = context.IsDryRun
                ? (Result<List<PlannedItem>>)(await PlanAsync(context, chunk, known, cancellationToken)).Outcome
                : await CommitAsync(context, chunk, known, cancellationToken);
            if (!planned.IsSuccess)
            {
                return planned.Error;
            }

            foreach (var item in planned.Value)
            {
                item.Report(tally);
            }
        }

        return null;
    }

    private Task<Result<List<PlannedItem>>> CommitAsync(
        SourceContext context, SourceItem[] items, IReadOnlyDictionary<string, string> known, CancellationToken cancellationToken) =>
        OptimisticCommit.RunAsync<List<PlannedItem>>(
            documents, async token => await PlanAsync(context, items, known, token), cancellationToken);

    private async Task<PendingWrite<List<PlannedItem>>> PlanAsync(
        SourceContext context, SourceItem[] items, IReadOnlyDictionary<string, string> known, CancellationToken cancellationToken)
    {
        var batch = new DocumentBatch();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var planned = new List<PlannedItem>();
        foreach (var item in items)
        {
            planned.Add(await PlanOneAsync(context, item, known.GetValueOrDefault(item.OriginalId), batch, taken, cancellationToken));
        }

        return new(batch, planned);
    }

    private async Task<PlannedItem> PlanOneAsync(
        SourceContext context, SourceItem item, string? knownKey, DocumentBatch batch, HashSet<string> taken,
        CancellationToken cancellationToken)
    {
        if (knownKey is not null
            && await repository.FindAsync(knownKey, cancellationToken) is { Value.Origin: { } origin } current
            && origin.Source == context.Key)
        {
            taken.Add(knownKey);
            return await PlanAtAsync(context, item, knownKey, current, batch, cancellationToken);
        }

        PlannedItem? first = null;
        foreach (var key in PlacesOf(context, item.Server!.Path))
        {
            // The store knows before the catalogue does what another replica has just taken in: it is the same item, not one in the way.
            var stored = taken.Contains(key) ? null : await repository.FindAsync(key, cancellationToken);
            if (stored?.Value.Origin is { } here && here.Source == context.Key && here.OriginalId == item.OriginalId)
            {
                taken.Add(key);
                return await PlanAtAsync(context, item, key, stored, batch, cancellationToken);
            }

            if (stored is not null || catalog.Current.ContainsKey(key) || taken.Contains(key))
            {
                first ??= new(item.OriginalId, null, $"The path '{key}' is taken");
                continue;
            }

            var planned = await PlanAtAsync(context, item, key, null, batch, cancellationToken);
            if (planned.Change is not null)
            {
                taken.Add(key);
                return planned;
            }

            first = planned;
        }

        return first!;
    }

    /// <summary>The path that it asks for, and then the same below the source's: a local item is never written over.</summary>
    private static IEnumerable<string> PlacesOf(SourceContext context, string path)
    {
        var key = ServerPath.KeyOf(path);
        yield return key;
        if (!key.StartsWith($"/{context.Source.Id}/", StringComparison.Ordinal))
        {
            yield return $"/{context.Source.Id}{key}";
        }
    }

    private async Task<PlannedItem> PlanAtAsync(
        SourceContext context, SourceItem item, string key, Document<ServerRecord>? current, DocumentBatch batch,
        CancellationToken cancellationToken)
    {
        var draft = RegistrationNormalizer.Normalise(item.Server! with
        {
            Path = key,
            Tags = [.. SourceKinds.TagsOf(context.Source).Concat(item.Tags).Distinct(StringComparer.Ordinal).Take(MaxTags)],
            IsEnabled = current is null ? context.Source.StartsOn : null,
            Origin = OriginOf(context, item),
        });
        var planned = await builder.PlanAsync(context.Caller, draft, current, batch, cancellationToken);
        return planned.IsSuccess
            ? new(item.OriginalId, new(current is null ? ItemChange.Added : ItemChange.Changed, item.OriginalId, key), null)
            : new(item.OriginalId, null, TextOf(planned.Error));
    }

    private ItemOrigin OriginOf(SourceContext context, SourceItem item) => new()
    {
        Source = context.Key,
        SourceKind = context.Source.Kind,
        OriginalId = item.OriginalId,
        Version = item.Version,
        ContentHash = item.ContentHash,
        ImportedAt = time.GetUtcNow(),
        ServerJson = item.ServerJson,
    };

    private static string TextOf(Error error) => error.Fields.Count == 0
        ? error.Detail
        : string.Join("; ", error.Fields.Select(static field => $"{field.Field}: {field.Message}"));
}

/// <summary>What became, or would become, of an item.</summary>
/// <param name="Item">What the source calls it.</param>
/// <param name="Change">Null when it is left out.</param>
/// <param name="Problem">Why it is left out.</param>
internal sealed record PlannedItem(string Item, ItemChange? Change, string? Problem)
{
    public void Report(SyncTally tally)
    {
        if (Change is not null)
        {
            tally.Note(Change);
        }
        else
        {
            tally.Refuse(Item, Problem ?? "It does not fit");
        }
    }
}
