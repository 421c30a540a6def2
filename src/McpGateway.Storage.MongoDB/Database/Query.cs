using System.Text.RegularExpressions;
using MongoDB.Bson;

namespace McpGateway.Storage.MongoDB.Database;

/// <summary>The few forms of conditions and changes that the stores use. Values are data, never part of an operator's name.</summary>
internal static class Query
{
    public static readonly BsonDocument All = [];

    public static BsonDocument Id(BsonValue id) => new("_id", id);

    public static BsonDocument In(string field, IEnumerable<BsonValue> values) => Is(field, "$in", new BsonArray(values));

    public static BsonDocument Is(string field, string comparison, BsonValue value) => new(field, new BsonDocument(comparison, value));

    /// <summary>All of them. A field that several are about is compared with each.</summary>
    public static BsonDocument And(params IEnumerable<BsonDocument> conditions) => conditions.ToList() switch
    {
        [] => All,
        [var one] => one,
        var several => new("$and", new BsonArray(several)),
    };

    public static BsonDocument Or(params IEnumerable<BsonDocument> conditions) => new("$or", new BsonArray(conditions));

    /// <summary>A text that contains this one; letters A to Z in either case.</summary>
    public static BsonDocument Contains(string field, string text) =>
        new(field, new BsonRegularExpression(Regex.Escape(text), "i"));

    public static BsonDocument Set(string field, BsonValue value) => new("$set", new BsonDocument(field, value));

    public static BsonDocument Ascending(params IEnumerable<string> fields) => Sort(1, fields);

    public static BsonDocument Descending(params IEnumerable<string> fields) => Sort(-1, fields);

    /// <summary>Only these fields, and the id.</summary>
    public static BsonDocument Fields(params IEnumerable<string> fields) => Sort(1, fields);

    /// <summary>What comes after a place in a descending order: the first fields count most.</summary>
    public static BsonDocument Before(params IReadOnlyList<(string Field, BsonValue Value)> place) => Or(
        Enumerable.Range(0, place.Count).Select(length => And(
        [
            .. place.Take(length).Select(static one => new BsonDocument(one.Field, one.Value)),
            Is(place[length].Field, "$lt", place[length].Value),
        ])));

    private static BsonDocument Sort(int direction, IEnumerable<string> fields) =>
        new(fields.Select(field => new BsonElement(field, direction)));
}
