using System.Text.Json;
using McpGateway.Foundation.Auditing;
using McpGateway.Storage.MongoDB.Database;
using McpGateway.Storage.Sql;
using MongoDB.Bson;

namespace McpGateway.Storage.MongoDB.Auditing;

/// <summary>The conditions of questions about the audit.</summary>
internal static class AuditQueries
{
    public static BsonDocument Of(AuditFilter filter, AuditCursor? after)
    {
        var conditions = new List<BsonDocument>();
        Add("stream", "$eq", filter.Stream);
        Add("at", "$gte", Microseconds.From(filter.From));
        Add("at", "$lt", Microseconds.From(filter.To));
        Add("user", "$eq", filter.User);
        Add("operation", "$eq", filter.Operation);
        Add("type", "$eq", filter.ResourceType);
        Add("resource", "$eq", filter.ResourceId);
        Add("outcome", "$eq", filter.Outcome);
        Add("decision", "$eq", filter.Decision);
        Add("address", "$eq", filter.ClientIp);
        Add("request", "$eq", filter.RequestId);
        Add("status", "$gte", (long?)filter.StatusMin);
        Add("status", "$lte", (long?)filter.StatusMax);
        if (filter.Text is { } text)
        {
            // As JSON has it: bodies are ASCII, with escapes for everything else.
            conditions.Add(Query.Contains("body", JsonEncodedText.Encode(StoredText.Clean(text)!).ToString()));
        }

        if (after is { } last)
        {
            conditions.Add(Query.Before(("at", last.At), ("stream", last.Stream), ("number", last.Number)));
        }

        return Query.And(conditions);

        void Add(string field, string comparison, object? value)
        {
            if (value is not null)
            {
                conditions.Add(Query.Is(field, comparison, value is string stated ? StoredText.Clean(stated)! : (long)value));
            }
        }
    }

    /// <summary>One group for each combination of these fields, with the number of events.</summary>
    public static BsonDocument[] Count(AuditFilter filter, params IEnumerable<string> fields) =>
    [
        new("$match", Of(filter, null)),
        new("$group", new BsonDocument
        {
            ["_id"] = new BsonDocument(fields.Select(static field => new BsonElement(field, "$" + field))),
            ["count"] = new BsonDocument("$sum", 1L),
        }),
    ];
}
