using McpGateway.Foundation;
using McpGateway.Storage.MongoDB;
using McpGateway.Storage.MongoDB.Connecting;
using McpGateway.Storage.MongoDB.Database;
using McpGateway.Storage.Sql;
using McpGateway.Tests.Storage.MongoDB.StandIn;

namespace McpGateway.Tests.Storage.MongoDB;

/// <summary>What an operator is told, in one line, when a server will not do.</summary>
public sealed class MongoStartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_ServerWithoutTransactions_SaysWhatToDo()
    {
        await using var server = new MongoStandIn { IsStandalone = true };

        var message = await RefusalAsync(new() { ConnectionString = $"mongodb://{server.Address}/?directConnection=true" });

        Assert.Contains("standalone server, which has no transactions", message, StringComparison.Ordinal);
        Assert.Contains("rs.initiate()", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NobodyThere_NamesTheSettings()
    {
        var message = await RefusalAsync(
            new() { Host = "127.0.0.1", Port = 1, UseTls = false, Username = "u", Password = "s3cret-password" });

        Assert.Contains("127.0.0.1:1", message, StringComparison.Ordinal);
        Assert.Contains("DOCUMENTDB_HOST", message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-password", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ServerWithoutTlsThatIsAskedForIt_NamesTheSetting()
    {
        await using var server = new MongoStandIn();
        var (host, port) = (server.Address.Split(':')[0], int.Parse(server.Address.Split(':')[1], null));

        var message = await RefusalAsync(new() { Host = host, Port = port });

        Assert.Contains("DOCUMENTDB_USE_TLS", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AsItIsWithoutAStore_MakesNone()
    {
        await using var server = new MongoStandIn();
        var target = Target(new() { ConnectionString = $"mongodb://{server.Address}/", Namespace = "none" });
        using var database = new MongoDatabase(target, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<StorageUnusableException>(() => database.OpenAsync(SchemaOpening.AsItIs, Cancel));

        Assert.Contains("There is no store", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.RowsOf("mcpgw_state_none"));
    }

    [Fact]
    public async Task Open_StoreOfANewerRelease_IsRefused()
    {
        await using var server = new MongoStandIn();
        var target = Target(new() { ConnectionString = $"mongodb://{server.Address}/", Namespace = "newer" });
        using (var first = new MongoDatabase(target, TimeProvider.System))
        {
            await first.OpenAsync(SchemaOpening.Serve, Cancel);
        }

        server.Tamper("mcpgw_state_newer", static _ => true, static state => state["schema"] = 2L);
        using var database = new MongoDatabase(target, TimeProvider.System);
        var refused = await Assert.ThrowsAsync<StorageUnusableException>(() => database.OpenAsync(SchemaOpening.Serve, Cancel));

        Assert.Contains("newer release", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ManyReplicasAtOnce_MakeOneStore()
    {
        await using var server = new MongoStandIn();
        var target = Target(new() { ConnectionString = $"mongodb://{server.Address}/", Namespace = "many" });
        var replicas = Enumerable.Range(0, 6).Select(_ => new MongoDatabase(target, TimeProvider.System)).ToArray();

        await Task.WhenAll(replicas.Select(replica => replica.OpenAsync(SchemaOpening.Serve, Cancel)));

        Assert.Single(server.RowsOf("mcpgw_state_many"));
        Assert.Equal(3, server.RowsOf("mcpgw_audit_heads_many").Count);
        Array.ForEach(replicas, static replica => replica.Dispose());
    }

    private static MongoTarget Target(DocumentDbOptions options) =>
        MongoTarget.Read(options, new(static _ => null), isDocumentDb: false, 10);

    private static async Task<string> RefusalAsync(DocumentDbOptions options)
    {
        using var database = new MongoDatabase(Target(options), TimeProvider.System);
        var refused = await Assert.ThrowsAsync<StorageUnusableException>(() => database.OpenAsync(SchemaOpening.Serve, Cancel));
        Assert.DoesNotContain('\n', refused.Message);
        return refused.Message;
    }
}
