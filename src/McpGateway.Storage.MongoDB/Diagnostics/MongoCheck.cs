using McpGateway.Foundation.Diagnostics;
using McpGateway.Storage.MongoDB.Database;
using MongoDB.Bson;

namespace McpGateway.Storage.MongoDB.Diagnostics;

/// <summary>Whether the database is of a release that its makers still mend.</summary>
internal sealed class MongoCheck(MongoDatabase database) : IDiagnosticCheck
{
    /// <summary>What servers of 7.0 state, the oldest release that MongoDB still mends.</summary>
    private const int OldestWireVersion = 21;

    public string Name => "storage";

    public async Task<IReadOnlyList<Diagnosis>> RunAsync(CancellationToken cancellationToken) =>
        Judge(await database.RunAsync((_, token) => database.HelloAsync(token), cancellationToken), database.IsDocumentDb);

    internal static Diagnosis[] Judge(BsonDocument hello, bool isDocumentDb) =>
        isDocumentDb || hello.GetValue("maxWireVersion", 0).ToInt32() >= OldestWireVersion
            ? []
            :
            [
                new(
                    DiagnosisSeverity.Warning, "MongoDB", "MongoDB is older than 7.0 and no longer mended by its makers.",
                    "Move to 7.0 or later."),
            ];
}
