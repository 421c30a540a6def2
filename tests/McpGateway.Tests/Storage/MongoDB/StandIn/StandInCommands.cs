using MongoDB.Bson;

namespace McpGateway.Tests.Storage.MongoDB.StandIn;

/// <summary>The commands that the adapter uses, over <see cref="StandInData"/>. What it does not know it refuses.</summary>
internal sealed class StandInCommands(StandInData data)
{
    private readonly Dictionary<long, (string Namespace, List<BsonDocument> Left)> _cursors = [];
    private long _lastCursor;

    /// <returns>The answer; null when the command has to wait for a transaction of another session.</returns>
    public BsonDocument? Run(string name, BsonDocument command, StandInTransaction? transaction) => name switch
    {
        "ping" or "endSessions" or "killCursors" => Ok(),
        "buildInfo" => Ok().Add("version", "7.0.0"),
        "create" => data.Create(command["create"].AsString) ? Ok() : throw new StandInException(48, "NamespaceExists"),
        "listCollections" => Cursor(command, "$cmd.listCollections", data.Names.Select(Describe), null),
        "createIndexes" => Ok(() => data.Create(command["createIndexes"].AsString)),
        "find" => Find(command, transaction),
        "aggregate" => Aggregate(command, transaction),
        "getMore" => More(command),
        "insert" => Insert(command, transaction),
        "update" => Update(command, transaction),
        "delete" => Delete(command, transaction),
        _ => throw new StandInException(59, $"no such command: '{name}'"),
    };

    private static BsonDocument Describe(string collection) => new() { ["name"] = collection, ["type"] = "collection" };

    public static BsonDocument Ok() => new("ok", 1.0);

    private static BsonDocument Ok(Action work)
    {
        work();
        return Ok();
    }

    private BsonDocument Find(BsonDocument command, StandInTransaction? transaction)
    {
        var collection = command["find"].AsString;
        var found = Matching(collection, FilterOf(command, "filter"), transaction);
        var sorted = Conditions.Sort(found, Part(command, "sort"));
        var limit = command.GetValue("limit", 0).ToInt32();
        return Cursor(
            command, collection,
            (limit > 0 ? sorted.Take(limit) : sorted).Select(document => Conditions.Project(document, Part(command, "projection"))),
            transaction);
    }

    private BsonDocument Aggregate(BsonDocument command, StandInTransaction? transaction)
    {
        var collection = command["aggregate"].AsString;
        IEnumerable<BsonDocument> rows = data.RowsOf(collection, transaction).Values;
        foreach (var stage in command["pipeline"].AsBsonArray.Select(static stage => stage.AsBsonDocument.GetElement(0)))
        {
            rows = stage.Name switch
            {
                "$match" => rows.Where(row => Conditions.Matches(row, stage.Value.AsBsonDocument)),
                "$group" => Group(rows, stage.Value.AsBsonDocument),
                "$sort" => Conditions.Sort(rows, stage.Value.AsBsonDocument),
                "$limit" => rows.Take(stage.Value.ToInt32()),
                _ => throw new StandInException(40324, $"unknown stage {stage.Name}"),
            };
        }

        return Cursor(command, collection, rows, transaction);
    }

    private static IEnumerable<BsonDocument> Group(IEnumerable<BsonDocument> rows, BsonDocument stage) => rows
        .GroupBy(row => IdOf(stage["_id"], row)).Select(group => new BsonDocument
        {
            ["_id"] = group.Key,
            ["count"] = group.Sum(row => ValueOf(stage["count"]["$sum"], row)),
        });

    private static long ValueOf(BsonValue summed, BsonDocument row) =>
        (summed is BsonString field ? row[field.Value[1..]] : summed).ToInt64();

    private static BsonValue IdOf(BsonValue fields, BsonDocument row) => fields is BsonDocument names
        ? new BsonDocument(names.Select(name => new BsonElement(name.Name, row[name.Value.AsString[1..]])))
        : BsonNull.Value;

    private BsonDocument Cursor(BsonDocument command, string collection, IEnumerable<BsonDocument> rows, StandInTransaction? transaction)
    {
        var all = rows.ToList();
        var asked = Part(command, "cursor")?.GetValue("batchSize", BsonNull.Value) ?? BsonNull.Value;
        var size = command.GetValue("batchSize", asked.IsBsonNull ? 101 : asked).ToInt32();
        var isSingle = command.GetValue("singleBatch", false).ToBoolean();
        var first = isSingle ? all : all.Take(size).ToList();
        var left = all.Skip(first.Count).ToList();
        if (left.Count > 0 && transaction is not null)
        {
            throw new StandInException(303, "cursors are not supported in transactions");
        }

        var id = left.Count > 0 ? ++_lastCursor : 0L;
        var place = $"{command.GetValue("$db", "test").AsString}.{collection}";
        if (id != 0)
        {
            _cursors[id] = (place, left);
        }

        return Ok().Add("cursor", new BsonDocument { ["id"] = id, ["ns"] = place, ["firstBatch"] = new BsonArray(first) });
    }

    private BsonDocument More(BsonDocument command)
    {
        var id = command["getMore"].ToInt64();
        var (place, left) = _cursors[id];
        var size = command.GetValue("batchSize", 1000).ToInt32();
        var next = left.Take(size).ToList();
        left.RemoveRange(0, next.Count);
        if (left.Count == 0)
        {
            _cursors.Remove(id);
        }

        return Ok().Add(
            "cursor", new BsonDocument { ["id"] = left.Count == 0 ? 0L : id, ["ns"] = place, ["nextBatch"] = new BsonArray(next) });
    }

    private BsonDocument? Insert(BsonDocument command, StandInTransaction? transaction)
    {
        var collection = command["insert"].AsString;
        var documents = command["documents"].AsBsonArray.Select(static one => one.AsBsonDocument).ToList();
        if (transaction is null && documents.Exists(one => data.IsHeld(collection, one["_id"])))
        {
            return null;
        }

        var (count, errors) = (0, new BsonArray());
        foreach (var document in documents)
        {
            if (data.RowsOf(collection, transaction).ContainsKey(document["_id"]))
            {
                errors.Add(Duplicate(count));
                break;
            }

            data.Write(collection, document["_id"], document, transaction);
            count++;
        }

        var answer = Ok().Add("n", count);
        return errors.Count > 0 ? answer.Add("writeErrors", errors) : answer;
    }

    private static BsonDocument Duplicate(int index) =>
        new() { ["index"] = index, ["code"] = 11000, ["errmsg"] = "E11000 duplicate key" };

    private BsonDocument? Update(BsonDocument command, StandInTransaction? transaction)
    {
        var collection = command["update"].AsString;
        var (matched, modified, upserted, errors) = (0, 0, new BsonArray(), new BsonArray());
        foreach (var (step, index) in command["updates"].AsBsonArray.Select(static (one, index) => (one.AsBsonDocument, index)))
        {
            if (step.GetValue("multi", false).ToBoolean())
            {
                throw new StandInException(2, "only updates of one document");
            }

            var filter = step["q"].AsBsonDocument;
            var found = Matching(collection, filter, transaction).FirstOrDefault();
            if (found is null && !step.GetValue("upsert", false).ToBoolean())
            {
                continue;
            }

            var basis = found is null ? Conditions.EqualsOf(filter) : (BsonDocument)found.DeepClone();
            var changed = Conditions.Change(basis, step["u"].AsBsonDocument, found is null);
            if (transaction is null && data.IsHeld(collection, changed["_id"]))
            {
                return null;
            }

            if (found is null && data.RowsOf(collection, transaction).ContainsKey(changed["_id"]))
            {
                errors.Add(Duplicate(index));
                continue;
            }

            data.Write(collection, changed["_id"], changed, transaction);
            matched++;
            modified += found is null ? 0 : 1;
            if (found is null)
            {
                upserted.Add(new BsonDocument { ["index"] = index, ["_id"] = changed["_id"] });
            }
        }

        var answer = Ok().Add("n", matched).Add("nModified", modified);
        answer = upserted.Count > 0 ? answer.Add("upserted", upserted) : answer;
        return errors.Count > 0 ? answer.Add("writeErrors", errors) : answer;
    }

    private BsonDocument? Delete(BsonDocument command, StandInTransaction? transaction)
    {
        var collection = command["delete"].AsString;
        var count = 0;
        foreach (var step in command["deletes"].AsBsonArray.Select(static one => one.AsBsonDocument))
        {
            var found = Matching(collection, step["q"].AsBsonDocument, transaction).ToList();
            if (transaction is null && found.Exists(one => data.IsHeld(collection, one["_id"])))
            {
                return null;
            }

            foreach (var document in step["limit"].ToInt32() == 1 ? found.Take(1) : found)
            {
                data.Write(collection, document["_id"], null, transaction);
                count++;
            }
        }

        return Ok().Add("n", count);
    }

    /// <summary>By the ids where those are named: as an index would.</summary>
    private IEnumerable<BsonDocument> Matching(string collection, BsonDocument filter, StandInTransaction? transaction)
    {
        var rows = data.RowsOf(collection, transaction);
        var named = filter.GetValue("_id", BsonNull.Value) switch
        {
            BsonDocument { ElementCount: 1 } one when one.GetElement(0).Name == "$in" => one["$in"].AsBsonArray.Distinct(),
            BsonDocument or BsonNull => null,
            var id => [id],
        };
        var candidates = named is null ? rows.Values : named.Order(BsonOrder.Instance).Where(rows.ContainsKey).Select(id => rows[id]);
        return candidates.Where(row => Conditions.Matches(row, filter));
    }

    private static BsonDocument FilterOf(BsonDocument command, string field) => Part(command, field) ?? [];

    private static BsonDocument? Part(BsonDocument command, string field) =>
        command.GetValue(field, BsonNull.Value) as BsonDocument;
}
