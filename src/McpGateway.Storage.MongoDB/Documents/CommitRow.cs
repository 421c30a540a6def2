using McpGateway.Storage.Transfer;
using MongoDB.Bson;

namespace McpGateway.Storage.MongoDB.Documents;

/// <summary>The mark of a commit (ADR 34) as it lies in the database.</summary>
internal static class CommitRow
{
    public static StoredCommit Read(BsonDocument row) => new(row["_id"].ToInt64(), row["mark"].ToInt64(), row["at"].ToInt64());

    public static BsonDocument Write(StoredCommit commit) =>
        new() { ["_id"] = commit.Revision, ["mark"] = commit.Mark, ["at"] = commit.At };
}
