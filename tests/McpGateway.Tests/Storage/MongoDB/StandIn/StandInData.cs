using System.Collections.Immutable;
using MongoDB.Bson;
using Rows = System.Collections.Immutable.ImmutableSortedDictionary<MongoDB.Bson.BsonValue, MongoDB.Bson.BsonDocument>;

namespace McpGateway.Tests.Storage.MongoDB.StandIn;

/// <summary>
/// The collections, and the transactions that are open on them: snapshot isolation, and the first writer of a document wins, as in MongoDB.
/// Used by one command at a time.
/// </summary>
internal sealed class StandInData
{
    private static readonly Rows Empty = Rows.Empty.WithComparers(BsonOrder.Instance);

    private readonly Dictionary<(string Collection, BsonValue Id), StandInTransaction> _written = [];
    private ImmutableDictionary<string, Rows> _committed = ImmutableDictionary<string, Rows>.Empty;

    public IEnumerable<string> Names => _committed.Keys;

    public StandInTransaction Begin() => new(_committed);

    public bool Create(string collection)
    {
        var isNew = !_committed.ContainsKey(collection);
        _committed = isNew ? _committed.Add(collection, Empty) : _committed;
        return isNew;
    }

    public Rows RowsOf(string collection, StandInTransaction? transaction) =>
        (transaction?.Seen ?? _committed).GetValueOrDefault(collection, Empty);

    /// <summary>Whether a transaction that is open has written the document: whoever is in none waits for its end.</summary>
    public bool IsHeld(string collection, BsonValue id) => _written.ContainsKey((collection, id));

    /// <param name="collection">Where.</param>
    /// <param name="id">Of the document.</param>
    /// <param name="document">Null deletes it.</param>
    /// <param name="transaction">Null for none.</param>
    public void Write(string collection, BsonValue id, BsonDocument? document, StandInTransaction? transaction)
    {
        if (transaction is null)
        {
            Create(collection);
            _committed = _committed.SetItem(collection, With(_committed[collection], id, document));
            return;
        }

        if (!transaction.Seen.TryGetValue(collection, out var rows))
        {
            throw new StandInException(263, "a collection cannot be made in a transaction");
        }

        var isOthers = _written.TryGetValue((collection, id), out var holder) && holder != transaction;
        var now = RowsOf(collection, null).GetValueOrDefault(id);
        if (isOthers || (holder is null && !ReferenceEquals(now, transaction.Began[collection].GetValueOrDefault(id))))
        {
            throw StandInException.Conflict();
        }

        _written[(collection, id)] = transaction;
        transaction.Seen = transaction.Seen.SetItem(collection, With(rows, id, document));
    }

    public void End(StandInTransaction transaction, bool isCommit)
    {
        foreach (var (collection, id) in _written.Where(pair => pair.Value == transaction).Select(static pair => pair.Key).ToList())
        {
            _written.Remove((collection, id));
            if (isCommit)
            {
                Write(collection, id, transaction.Seen[collection].GetValueOrDefault(id), null);
            }
        }

        transaction.State = isCommit ? StandInState.Committed : StandInState.Aborted;
    }

    private static Rows With(Rows rows, BsonValue id, BsonDocument? document) =>
        document is null ? rows.Remove(id) : rows.SetItem(id, document);
}

/// <summary>A transaction, and what it sees.</summary>
internal sealed class StandInTransaction(ImmutableDictionary<string, Rows> began)
{
    public ImmutableDictionary<string, Rows> Began { get; } = began;

    public ImmutableDictionary<string, Rows> Seen { get; set; } = began;

    public StandInState State { get; set; }
}

internal enum StandInState
{
    Open,
    Committed,
    Aborted,
}
