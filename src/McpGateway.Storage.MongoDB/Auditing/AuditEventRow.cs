using System.Globalization;
using System.Text;
using McpGateway.Foundation.Auditing;
using McpGateway.Storage.Sql;
using MongoDB.Bson;

namespace McpGateway.Storage.MongoDB.Auditing;

/// <summary>An event of the audit as it lies in the database: its text, and beside it what filters look at.</summary>
internal static class AuditEventRow
{
    /// <summary>In the order of streams and numbers.</summary>
    public static string IdOf(string stream, long number) => string.Create(CultureInfo.InvariantCulture, $"{stream}/{number:D19}");

    public static BsonDocument Write(AuditEvent entry, string hash, byte[] body)
    {
        var columns = AuditColumns.Of(entry);
        return new()
        {
            ["_id"] = IdOf(entry.LogType, entry.Number),
            ["stream"] = entry.LogType,
            ["number"] = entry.Number,
            ["at"] = columns.At,
            ["user"] = columns.User,
            ["operation"] = columns.Operation,
            ["type"] = columns.ResourceType,
            ["resource"] = TextOf(columns.ResourceId),
            ["outcome"] = columns.Outcome,
            ["decision"] = columns.Decision,
            ["address"] = TextOf(columns.ClientIp),
            ["request"] = TextOf(columns.RequestId),
            ["status"] = columns.Status is { } status ? status : BsonNull.Value,
            ["hash"] = hash,
            ["body"] = Encoding.UTF8.GetString(body),
        };
    }

    public static AuditRow Read(BsonDocument row)
    {
        var body = Encoding.UTF8.GetBytes(row["body"].AsString);
        var kept = new AuditColumns(
            row["at"].ToInt64(), row["user"].AsString, row["operation"].AsString, row["type"].AsString, TextAt(row, "resource"),
            row["outcome"].AsString, row["decision"].AsString, TextAt(row, "address"), TextAt(row, "request"),
            row["status"].IsBsonNull ? null : row["status"].ToInt64());
        return new(row["stream"].AsString, row["number"].ToInt64(), Microseconds.ToTime(kept.At), row["hash"].AsString, body)
        {
            Comparison = () => AuditColumns.IsOf(kept, body),
        };
    }

    public static AuditHead ReadHead(BsonDocument row) => new(row["_id"].AsString, row["number"].ToInt64(), row["hash"].AsString);

    public static BsonDocument WriteHead(AuditHead head) =>
        new() { ["_id"] = head.Stream, ["number"] = head.Number, ["hash"] = head.Hash };

    public static AuditSigned ReadStatement(BsonDocument row) => new(
        row["stream"].AsString, row["number"].ToInt64(), Microseconds.ToTime(row["at"].ToInt64()), row["kind"].AsString,
        row["statement"].AsString);

    public static BsonDocument WriteStatement(AuditSigned statement) => new()
    {
        ["_id"] = $"{IdOf(statement.Stream, statement.Number)}/{statement.Kind}",
        ["stream"] = statement.Stream,
        ["number"] = statement.Number,
        ["kind"] = statement.Kind,
        ["at"] = Microseconds.From(statement.At),
        ["statement"] = statement.Statement,
    };

    public static (string Receiver, string Stream, AuditDelivery Delivery) ReadDelivery(BsonDocument row) =>
        (row["receiver"].AsString, row["stream"].AsString, new(row["number"].ToInt64(), row["dropped"].ToInt64()));

    public static BsonDocument WriteDelivery(string receiver, string stream, AuditDelivery delivery) => new()
    {
        ["_id"] = $"{stream}/{receiver}",
        ["receiver"] = receiver,
        ["stream"] = stream,
        ["number"] = delivery.Number,
        ["dropped"] = delivery.Dropped,
    };

    private static BsonValue TextOf(string? text) => text is null ? BsonNull.Value : text;

    private static string? TextAt(BsonDocument row, string field) => row[field] is BsonString { Value: var text } ? text : null;
}
