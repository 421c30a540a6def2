using System.Text.RegularExpressions;
using MongoDB.Bson;

namespace McpGateway.Tests.Storage.MongoDB.StandIn;

/// <summary>
/// Conditions, changes and projections, of those that MongoDB and DocumentDB both have; anything else is refused, so that a test finds
/// what the adapter must not use.
/// </summary>
internal static class Conditions
{
    public static bool Matches(BsonDocument document, BsonDocument filter) => filter.All(element => element.Name switch
    {
        "$and" => element.Value.AsBsonArray.All(part => Matches(document, part.AsBsonDocument)),
        "$or" => element.Value.AsBsonArray.Any(part => Matches(document, part.AsBsonDocument)),
        _ when element.Name[0] == '$' => throw new StandInException(2, $"unknown operator {element.Name}"),
        _ => Matches(At(document, element.Name), element.Value),
    });

    public static BsonValue? At(BsonDocument document, string path)
    {
        BsonValue? value = document;
        foreach (var part in path.Split('.'))
        {
            value = value is BsonDocument inner && inner.TryGetValue(part, out var found) ? found : null;
        }

        return value;
    }

    /// <summary>What a document becomes.</summary>
    /// <param name="document">Changed in place unless it is replaced.</param>
    /// <param name="change">A whole document, or operators.</param>
    /// <param name="isNew">Whether it is being inserted.</param>
    public static BsonDocument Change(BsonDocument document, BsonDocument change, bool isNew)
    {
        if (change.ElementCount == 0 || change.GetElement(0).Name[0] != '$')
        {
            return new BsonDocument("_id", document.GetValue("_id", ObjectId.GenerateNewId())).Merge(change, true);
        }

        foreach (var step in change)
        {
            foreach (var field in step.Value.AsBsonDocument)
            {
                Apply(document, step.Name, field, isNew);
            }
        }

        return document;
    }

    /// <summary>What an upsert begins with: the fields that the condition says are equal to something.</summary>
    public static BsonDocument EqualsOf(BsonDocument filter)
    {
        var document = new BsonDocument();
        foreach (var element in filter)
        {
            if (element.Name == "$and")
            {
                foreach (var part in element.Value.AsBsonArray)
                {
                    document.Merge(EqualsOf(part.AsBsonDocument));
                }
            }
            else if (element.Value is not BsonDocument { ElementCount: > 0 } inner || inner.GetElement(0).Name[0] != '$')
            {
                document[element.Name] = element.Value;
            }
        }

        return document;
    }

    public static BsonDocument Project(BsonDocument document, BsonDocument? fields)
    {
        if (fields is null || fields.ElementCount == 0)
        {
            return document;
        }

        var projected = new BsonDocument("_id", document["_id"]);
        foreach (var field in fields)
        {
            if (field.Value.ToInt32() != 1)
            {
                throw new StandInException(2, "only inclusive projections");
            }

            if (document.TryGetValue(field.Name, out var value))
            {
                projected[field.Name] = value;
            }
        }

        return projected;
    }

    public static IEnumerable<BsonDocument> Sort(IEnumerable<BsonDocument> documents, BsonDocument? order)
    {
        if (order is null)
        {
            return documents;
        }

        var sorted = documents.Order(Comparer<BsonDocument>.Create(static (_, _) => 0));
        foreach (var by in order)
        {
            sorted = by.Value.ToInt32() > 0
                ? sorted.ThenBy(document => At(document, by.Name) ?? BsonNull.Value, BsonOrder.Instance)
                : sorted.ThenByDescending(document => At(document, by.Name) ?? BsonNull.Value, BsonOrder.Instance);
        }

        return sorted;
    }

    private static void Apply(BsonDocument document, string operation, BsonElement field, bool isNew)
    {
        var before = document.GetValue(field.Name, BsonNull.Value);
        document[field.Name] = operation switch
        {
            "$set" => field.Value,
            "$setOnInsert" => isNew ? field.Value : before,
            "$currentDate" => new BsonDateTime(TimeProvider.System.GetUtcNow().UtcDateTime),
            _ => throw new StandInException(9, $"unknown modifier {operation}"),
        };
    }

    private static bool Matches(BsonValue? value, BsonValue condition) => condition switch
    {
        BsonRegularExpression pattern => value is BsonString text && Regex.IsMatch(
            text.Value, pattern.Pattern,
            pattern.Options == "i" ? RegexOptions.IgnoreCase | RegexOptions.CultureInvariant : RegexOptions.None),
        BsonDocument { ElementCount: > 0 } operators when operators.GetElement(0).Name[0] == '$' =>
            operators.All(one => Compare(value, one.Name, one.Value)),
        _ => IsEqual(value, condition),
    };

    private static bool Compare(BsonValue? value, string operation, BsonValue operand) => operation switch
    {
        "$eq" => IsEqual(value, operand),
        "$in" => operand.AsBsonArray.Any(one => IsEqual(value, one)),
        _ when value is null || !BsonOrder.AreOfOneType(value, operand) => false,
        "$gt" => BsonOrder.Instance.Compare(value, operand) > 0,
        "$gte" => BsonOrder.Instance.Compare(value, operand) >= 0,
        "$lt" => BsonOrder.Instance.Compare(value, operand) < 0,
        "$lte" => BsonOrder.Instance.Compare(value, operand) <= 0,
        _ => throw new StandInException(2, $"unknown operator {operation}"),
    };

    private static bool IsEqual(BsonValue? value, BsonValue operand) => BsonOrder.Instance.Compare(value, operand) == 0;
}

/// <summary>What the server answers instead of a result.</summary>
internal sealed class StandInException(int code, string message, params string[] labels) : Exception(message)
{
    public int Code => code;

    public BsonDocument ToAnswer()
    {
        var answer = new BsonDocument { ["ok"] = 0.0, ["errmsg"] = Message, ["code"] = code, ["codeName"] = "StandIn" };
        return labels.Length > 0 ? answer.Add("errorLabels", new BsonArray(labels)) : answer;
    }

    public static StandInException Conflict() => new(112, "WriteConflict", "TransientTransactionError");

    public static StandInException NoTransaction() => new(251, "NoSuchTransaction", "TransientTransactionError");
}
