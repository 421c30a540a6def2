using System.Collections.Immutable;
using McpGateway.Core.Agents.Cards;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Agents.Directory;

/// <summary>
/// Every agent with its card as read, in memory: lists, filters, search and the data plane read here instead of the store. Follows the
/// change feed, so a caller finds its own writes.
/// </summary>
public sealed partial class AgentCatalog(AgentRepository repository, AgentHolds holds, ILogger<AgentCatalog> logger) : IChangeHandler
{
    private ImmutableSortedDictionary<string, AgentEntry> _current = ImmutableSortedDictionary.Create<string, AgentEntry>(
        StringComparer.Ordinal);

    private ImmutableHashSet<string> _paths = ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Entries by key, in ordinal order. Replaced, never changed.</summary>
    public ImmutableSortedDictionary<string, AgentEntry> Current => Volatile.Read(ref _current);

    /// <summary>
    /// The paths of all agents, found whatever their case. Those whose cards cannot be read are among them: they are stored, so their
    /// paths are taken.
    /// </summary>
    internal ImmutableHashSet<string> Paths => Volatile.Read(ref _paths);

    public ChangePhase Phase => ChangePhase.Snapshot;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var next = ImmutableSortedDictionary.CreateBuilder<string, AgentEntry>(StringComparer.Ordinal);
        var paths = ImmutableHashSet.CreateBuilder<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var document in await repository.ListAsync(cancellationToken))
        {
            Put(next, paths, document);
        }

        Publish(next, paths);
    }

    public async Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var keys = changes.KeysOf(AgentRepository.Agents.Name);
        if (keys.Count == 0)
        {
            return;
        }

        var next = _current.ToBuilder();
        var paths = _paths.ToBuilder();
        foreach (var key in keys)
        {
            next.Remove(key);
            paths.Remove(key);
            if (await changes.FindAsync(AgentRepository.Agents, key, cancellationToken) is { } document)
            {
                Put(next, paths, document);
            }
        }

        Publish(next, paths);
    }

    private void Publish(ImmutableSortedDictionary<string, AgentEntry>.Builder next, ImmutableHashSet<string>.Builder paths)
    {
        Volatile.Write(ref _paths, paths.ToImmutable());
        Volatile.Write(ref _current, next.ToImmutable());
    }

    /// <summary>
    /// A card was proper when it was taken over. One that is none any more, by a stricter rule, is not shown and not called.
    /// </summary>
    private void Put(
        ImmutableSortedDictionary<string, AgentEntry>.Builder next, ImmutableHashSet<string>.Builder paths,
        Document<AgentDocument> document)
    {
        paths.Add(document.Key);
        var reading = CardReader.Read(document.Value.Card);
        if (reading.Card is { } card)
        {
            next[document.Key] = new(document.Value, card) { IsHeld = holds.IsHeld(document.Value) };
        }
        else
        {
            LogUnreadable(document.Key, reading.Problems[0].Message);
        }
    }

    [LoggerMessage(
        EventId = 2106, Level = LogLevel.Warning, Message = "The card of agent {Agent} cannot be read and is left out: {Problem}.")]
    private partial void LogUnreadable(string agent, string problem);
}

/// <summary>An agent and its card in force.</summary>
public sealed record AgentEntry(AgentDocument Agent, AgentCard Card)
{
    /// <summary>Whether it is not offered yet. Known of entries in the catalogue alone.</summary>
    public bool IsHeld { get; init; }
}
