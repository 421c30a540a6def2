using McpGateway.Storage.Transfer;
using MongoDB.Bson;

namespace McpGateway.Storage.MongoDB.Documents;

/// <summary>
/// A document as it lies in the database. Its id is kind, slash and key: kinds have no slash, so a kind is a range of ids, in the order of
/// its keys' bytes.
/// </summary>
internal static class DocumentRow
{
    /// <summary>Everything but the body.</summary>
    public static readonly string[] Heads = ["kind", "key", "version", "revision", "owner", "expires", "sealed", "deleted"];

    public static string IdOf(string kind, string key) => $"{kind}/{key}";

    /// <summary>The ids of a kind: from the first, inclusive, to the second, exclusive.</summary>
    public static (string From, string To) RangeOf(string kind) => ($"{kind}/", $"{kind}0");

    public static StoredDocument Read(BsonDocument row) => new(
        row["kind"].AsString, row["key"].AsString, row["version"].ToInt64(), row["revision"].ToInt64(),
        row["owner"] is BsonString { Value: var owner } ? owner : null, row["expires"] is BsonInt64 { Value: var at } ? at : null,
        row["sealed"].AsBoolean, row["deleted"].AsBoolean,
        row.GetValue("body", BsonNull.Value) is BsonBinaryData { Bytes: var body } ? body : null);

    public static BsonDocument Write(StoredDocument document) => new()
    {
        ["_id"] = IdOf(document.Kind, document.Key),
        ["kind"] = document.Kind,
        ["key"] = document.Key,
        ["version"] = document.Version,
        ["revision"] = document.Revision,
        ["owner"] = document.Owner is { } owner ? owner : BsonNull.Value,
        ["expires"] = document.ExpiresAt is { } at ? at : BsonNull.Value,
        ["sealed"] = document.IsSealed,
        ["deleted"] = document.IsDeleted,
        ["body"] = document.Body is { } body ? new BsonBinaryData(body) : BsonNull.Value,
    };

    public static bool IsLive(StoredDocument document, long now) => !document.IsDeleted && (document.ExpiresAt ?? long.MaxValue) > now;
}
