using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Federation.Sources;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Federation.Sync;

/// <summary>
/// Reads a source once and brings the catalogue into line with it, page by page. Wherever it ends, each item is stored whole or not at all,
/// and the next pass does the rest: what is gone is judged only after everything was read.
/// </summary>
internal sealed class SyncPass(
    IEnumerable<ICatalogueSource> adapters, ServerCatalog servers, AgentCatalog agents, ServerIntake serverIntake,
    AgentIntake agentIntake, MissingItems missing, PublicOrigin origin, IOptions<FederationOptions> options)
{
    public async Task<PassOutcome> RunAsync(SourceContext context, string? mark, SyncTally tally, CancellationToken cancellationToken)
    {
        if (adapters.FirstOrDefault(adapter => adapter.Kind == context.Source.Kind) is not { } adapter)
        {
            return PassOutcome.Failed(new(ErrorKind.Invalid, $"There is no kind of source '{context.Source.Kind}'"));
        }

        var known = new KnownItems(context.Key, servers, agents);
        var seen = new Seen();
        SourcePage? last = null;
        await foreach (var page in adapter.ReadAsync(context.Source, mark, cancellationToken))
        {
            if (!page.IsSuccess)
            {
                return PassOutcome.Failed(page.Error);
            }

            last = page.Value;
            seen.Note(last.Present);
            tally.Total ??= last.Total;
            tally.CountRead(last.Items.Count);
            if (tally.Read > options.Value.MaxItems)
            {
                return PassOutcome.Failed(
                    new(ErrorKind.BadGateway, $"The source has more than {options.Value.MaxItems} items (Federation:MaxItems)"));
            }

            if (await TakeAsync(context, last, known, seen, tally, cancellationToken) is { } failure)
            {
                return PassOutcome.Failed(failure);
            }
        }

        var error = await RemoveAsync(context, known, seen, last?.IsIncrement == true, tally, cancellationToken);
        return error is null ? new(null, last?.Mark, last?.IsIncrement != true) : PassOutcome.Failed(error);
    }

    private async Task<Error?> TakeAsync(
        SourceContext context, SourcePage page, KnownItems known, Seen seen, SyncTally tally, CancellationToken cancellationToken)
    {
        var toTake = page.Items.Where(item => IsToTake(context, item, known, seen, tally)).ToArray();
        return await serverIntake.TakeAsync(
                context, toTake.Where(static item => item.Server is not null), known.Servers, tally, cancellationToken)
            ?? await agentIntake.TakeAsync(
                context, toTake.Where(static item => item.Card is not null), known.Agents, tally, cancellationToken);
    }

    /// <summary>Sorts an item: whether it is new or changed, and fits the source's selection.</summary>
    private bool IsToTake(SourceContext context, SourceItem item, KnownItems known, Seen seen, SyncTally tally)
    {
        if (item.IsDeleted)
        {
            seen.Deleted.Add(item.OriginalId);
            if (item.Problem is not null && !known.Servers.ContainsKey(item.OriginalId) && !known.Agents.ContainsKey(item.OriginalId))
            {
                tally.Refuse(item.OriginalId, item.Problem);
            }

            return false;
        }

        if (item.IsWithheld || !IsSelected(context.Source, item))
        {
            return false;
        }

        var isAgent = item.Card is not null;
        known.Recognise(item);
        if (!seen.Add(item))
        {
            tally.Refuse(item.OriginalId, "The source states it twice");
            return false;
        }

        if ((item.Problem ?? OwnProblem(item)) is { } problem)
        {
            tally.Refuse(item.OriginalId, problem);
            return false;
        }

        if (known.IsUnchanged(item.OriginalId, isAgent, item.ContentHash))
        {
            tally.Keep(item.Name ?? item.OriginalId);
            return false;
        }

        return true;
    }

    private static bool IsSelected(SourceRecord source, SourceItem item) =>
        item.Problem is not null
        || ((source.Names.Count == 0 || source.Names.Contains(item.OriginalId) || source.Names.Contains(item.OriginalId.Trim('/')))
            && (source.TagFilters.Count == 0 || source.TagFilters.Any(tag => item.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))));

    /// <summary>An address of this gateway would make its calls go round.</summary>
    private string? OwnProblem(SourceItem item) =>
        origin.Configured is { } own && item.Server?.ProxyPassUrl is { } url
            && (url + "/").StartsWith(own + "/", StringComparison.OrdinalIgnoreCase)
            ? "It is a server of this gateway"
            : null;

    private async Task<Error?> RemoveAsync(
        SourceContext context, KnownItems known, Seen seen, bool isIncrement, SyncTally tally, CancellationToken cancellationToken)
    {
        // What could not be named may be any of those that seem to be missing: they are marked, which is undone when they are back.
        // So may a source that says itself that it has nothing: a right that was taken away there by mistake looks the same.
        var marking = context with { Source = context.Source with { RemovesMissing = false } };
        foreach (var isAgent in (IEnumerable<bool>)[false, true])
        {
            var present = seen.Present(isAgent);
            var policy = seen.HasUnnamed || present is { Count: 0 } ? marking : context;
            if (present is not { Count: 0 } && !isIncrement && !seen.HasAny(isAgent)
                && (isAgent ? known.Agents : known.Servers).Count > 0)
            {
                // A whole kind does not vanish: a proxy in between answers so while the source is away.
                return new(
                    ErrorKind.BadGateway,
                    $"The source has no {(isAgent ? "agents" : "servers")} any more, which is not believed: nothing of them was removed. "
                        + "Delete the source if it has nothing any more");
            }

            foreach (var (item, key) in isAgent ? known.Agents : known.Servers)
            {
                var isGone = seen.Deleted.Contains(item)
                    || (!seen.Has(item, isAgent) && (!isIncrement || present?.Contains(item) == false));
                if (isGone
                    && (policy.Source.RemovesMissing || !known.IsOrphaned(item, isAgent))
                    && await missing.HandleAsync(policy, item, key, isAgent, tally, cancellationToken) is { } failure)
                {
                    return failure;
                }
            }
        }

        return null;
    }

    /// <summary>What the source has stated in this pass.</summary>
    private sealed class Seen
    {
        private readonly HashSet<string> _servers = new(StringComparer.Ordinal);
        private readonly HashSet<string> _agents = new(StringComparer.Ordinal);
        private readonly HashSet<string> _unusable = new(StringComparer.Ordinal);
        private readonly Dictionary<bool, IReadOnlySet<string>> _present = [];

        /// <summary>Ids that the source says are gone.</summary>
        public HashSet<string> Deleted { get; } = new(StringComparer.Ordinal);

        /// <summary>Whether there was an item without a usable name.</summary>
        public bool HasUnnamed => _unusable.Contains(SourceItem.Unnamed);

        /// <summary>Whether there was anything of a kind.</summary>
        public bool HasAny(bool isAgent) => (isAgent ? _agents : _servers).Count > 0 || _unusable.Count > 0;

        /// <summary>All that the source says it has of a kind; null when it does not say.</summary>
        public IReadOnlySet<string>? Present(bool isAgent) => _present.GetValueOrDefault(isAgent);

        public void Note(PresentItems? present)
        {
            if (present is not null)
            {
                _present[present.AreAgents] = present.Items;
            }
        }

        /// <returns>False when it was stated before.</returns>
        public bool Add(SourceItem item) => item switch
        {
            { Server: not null } => _servers.Add(item.OriginalId),
            { Card: not null } => _agents.Add(item.OriginalId),

            // It is there, so it is not missing; several may have no name.
            _ => _unusable.Add(item.OriginalId) || true,
        };

        public bool Has(string item, bool isAgent) => (isAgent ? _agents : _servers).Contains(item) || _unusable.Contains(item);
    }
}

/// <summary>How a pass ended.</summary>
/// <param name="Error">Why it ended early; null when it did not.</param>
/// <param name="Mark">With what the next one reads changes only.</param>
/// <param name="IsFull">Whether everything was read.</param>
internal sealed record PassOutcome(Error? Error, string? Mark, bool IsFull)
{
    public static PassOutcome Failed(Error error) => new(error, null, false);
}
