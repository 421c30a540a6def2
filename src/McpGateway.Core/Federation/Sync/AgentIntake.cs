using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Agents.Operations;
using McpGateway.Core.Federation.Sources;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Federation.Sync;

/// <summary>Takes agents in, each in a commit of its own, by the rules for cards that somebody registers.</summary>
internal sealed class AgentIntake(
    AgentRepository repository, AgentPaths paths, AgentHolds holds, CardIntake cards, DocumentStore documents, TimeProvider time)
{
    private const int MaxTags = 50;

    /// <inheritdoc cref="ServerIntake.TakeAsync"/>
    public async Task<Error?> TakeAsync(
        SourceContext context, IEnumerable<SourceItem> items, IReadOnlyDictionary<string, string> known, SyncTally tally,
        CancellationToken cancellationToken)
    {
        foreach (var item in items)
        {
            var taken = await cards.JudgeAsync(item.Card!.Value, from: null, cancellationToken);
            if (!taken.IsSuccess)
            {
                tally.Refuse(item.OriginalId, TextOf(taken.Error));
                continue;
            }

            var knownKey = known.GetValueOrDefault(item.OriginalId);
            if (context.IsDryRun)
            {
                (await PlanAsync(context, item, taken.Value, knownKey, cancellationToken)).Outcome.Report(tally);
                continue;
            }

            var planned = await OptimisticCommit.RunAsync(
                documents,
                async token => (Result<PendingWrite<PlannedItem>>)await PlanAsync(context, item, taken.Value, knownKey, token),
                cancellationToken);
            if (!planned.IsSuccess)
            {
                return planned.Error;
            }

            planned.Value.Report(tally);
        }

        return null;
    }

    private async Task<PendingWrite<PlannedItem>> PlanAsync(
        SourceContext context, SourceItem item, TakenCard taken, string? knownKey, CancellationToken cancellationToken)
    {
        if (knownKey is not null
            && await repository.FindAsync(knownKey, cancellationToken) is { Value.Origin: { } origin } current
            && origin.Source == context.Key)
        {
            return Change(context, item, taken, current);
        }

        var batch = new DocumentBatch();
        string? problem = null;
        foreach (var key in PlacesOf(context, item.AgentPath!))
        {
            // Another replica may just have taken it in.
            if (await repository.FindAsync(key, cancellationToken) is { Value.Origin: { } here } stored
                && here.Source == context.Key && here.OriginalId == item.OriginalId)
            {
                return Change(context, item, taken, stored);
            }

            var unfit = AgentPath.ProblemsOf(key).FirstOrDefault() ?? paths.ProblemForAgent(key);
            if (unfit is not null)
            {
                problem ??= unfit;
                continue;
            }

            var agent = holds.Hold(Lay(context, item, taken, Blank(context, key, taken)), before: null);
            batch.Put(AgentRepository.Agents, key, agent, DocumentBatch.Absent);
            AgentPaths.AssertNoServer(key, batch);
            return new(batch, new(item.OriginalId, new(ItemChange.Added, item.OriginalId, key) { Name = item.Name }, null));
        }

        return new(batch, new(item.OriginalId, null, problem));
    }

    private PendingWrite<PlannedItem> Change(
        SourceContext context, SourceItem item, TakenCard taken, Document<AgentDocument> current) => new(
        new DocumentBatch().Put(
            AgentRepository.Agents, current.Key, holds.Hold(Lay(context, item, taken, current.Value), current.Value), current.Version),
        new(item.OriginalId, new(ItemChange.Changed, item.OriginalId, current.Key) { Name = item.Name }, null));

    private static IEnumerable<string> PlacesOf(SourceContext context, string path)
    {
        var key = AgentPath.KeyOf(path);
        yield return key;
        if (!key.StartsWith($"/{context.Source.Id}/", StringComparison.Ordinal))
        {
            yield return $"/{context.Source.Id}{key}";
        }
    }

    private AgentDocument Blank(SourceContext context, string key, TakenCard taken)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Path = key,
            Card = taken.Card.Json,
            CardHash = taken.Hash,
            RegisteredBy = context.Caller.UserName,
            OwnerSubject = context.Caller.Subject,
            RegisteredAt = now,
            UpdatedAt = now,
            IsEnabled = context.Source.StartsOn,
        };
    }

    private AgentDocument Lay(SourceContext context, SourceItem item, TakenCard taken, AgentDocument onto) => onto with
    {
        Card = taken.Card.Json.Clone(),
        CardHash = taken.Hash,
        Signature = taken.Signature,
        Tags = [.. SourceKinds.TagsOf(context.Source).Concat(item.Tags).Distinct(StringComparer.Ordinal).Take(MaxTags)],
        UpdatedAt = time.GetUtcNow(),
        Origin = new()
        {
            Source = context.Key,
            SourceKind = context.Source.Kind,
            OriginalId = item.OriginalId,
            Version = item.Version,
            ContentHash = item.ContentHash,
            ImportedAt = time.GetUtcNow(),
        },
    };

    private static string TextOf(Error error) => error.Fields.Count == 0
        ? error.Detail
        : string.Join("; ", error.Fields.Select(static field => field.Message));
}
