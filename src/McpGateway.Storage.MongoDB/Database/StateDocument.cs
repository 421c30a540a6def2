using McpGateway.Storage.Sql;
using MongoDB.Bson;

namespace McpGateway.Storage.MongoDB.Database;

/// <summary>The one document that every commit changes: it makes commits of all replicas follow one another.</summary>
internal sealed record StateDocument(long Schema, string Epoch, long Revision, long Trimmed, string? KeyCheck)
{
    /// <summary>Of this release.</summary>
    public const long NewestSchema = 1;

    public const string Id = "state";

    public KeyCheck Keys => Sql.KeyCheck.Parse(KeyCheck);

    public static StateDocument New() => new(NewestSchema, Guid.NewGuid().ToString(), 0, 0, null);

    public static StateDocument Read(BsonDocument document) => new(
        document["schema"].ToInt64(), document["epoch"].AsString, document["revision"].ToInt64(), document["trimmed"].ToInt64(),
        document["key_check"] is BsonString { Value: var keys } ? keys : null);

    public static InvalidDataException Missing() => new("The store has no state: it is being restored, or was damaged from outside.");

    public BsonDocument ToBson() => new()
    {
        ["_id"] = Id,
        ["schema"] = Schema,
        ["epoch"] = Epoch,
        ["revision"] = Revision,
        ["trimmed"] = Trimmed,
        ["key_check"] = KeyCheck is null ? BsonNull.Value : KeyCheck,
    };
}
