using McpGateway.Foundation.Documents;
using McpGateway.Tests.Storage.Contracts;
using McpGateway.Tests.Storage.MongoDB.StandIn;
using MongoDB.Bson;

namespace McpGateway.Tests.Storage.MongoDB;

/// <summary>What goes over the wire: the guarantees that the adapter asks for with each command.</summary>
public sealed class MongoCommandTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commands_AllOfThem_AskForAMajorityAndThePrimary(bool isDocumentDb)
    {
        var commands = await RunAsync(isDocumentDb);

        Assert.All(commands.Where(IsOutsideRead), static command => Assert.Equal("majority", command["readConcern"]["level"]));
        Assert.All(commands.Where(IsOutsideWrite), static command => Assert.Equal("majority", command["writeConcern"]["w"]));
        Assert.All(commands.Where(IsFirst), static command => Assert.Equal("snapshot", command["readConcern"]["level"]));
        Assert.All(
            commands.Where(static command => Is(command, "commitTransaction")),
            static command => Assert.Equal("majority", command["writeConcern"]["w"]));
        Assert.DoesNotContain(commands, static command => command.Contains("$readPreference")
            && command["$readPreference"]["mode"].AsString.StartsWith("secondary", StringComparison.Ordinal));
        Assert.Contains(commands, static command => Is(command, "commitTransaction"));
    }

    [Fact]
    public async Task Commands_ToDocumentDb_AreNotRepeatedByTheDriver()
    {
        var commands = await RunAsync(isDocumentDb: true);

        Assert.DoesNotContain(commands, static command => command.Contains("txnNumber") && !command.Contains("autocommit"));
    }

    [Fact]
    public async Task Commands_ToMongoDb_AreRepeatedByTheDriver()
    {
        var commands = await RunAsync(isDocumentDb: false);

        Assert.Contains(commands, static command => command.Contains("txnNumber") && !command.Contains("autocommit"));
    }

    [Fact]
    public async Task Commit_OneDocument_TakesTheRevisionLast()
    {
        await using var server = new MongoStandIn();
        await using var fixture = MongoFixture.OnStandIn(TimeProvider.System, server);
        await PutAsync(fixture.Replica, "a");
        server.Commands.Clear();

        await PutAsync(fixture.Replica, "b");

        Assert.Equal(
            ["find", "find", "update", "update", "update", "commitTransaction"],
            server.Commands.Select(static command => command.GetElement(0).Name).Where(static name => name != "endSessions"));
        Assert.StartsWith("mcpgw_state_", server.Commands.Last(static command => Is(command, "update"))["update"].AsString,
            StringComparison.Ordinal);
    }

    /// <summary>A day of a busy gateway and a sentence in a search: neither leaves a mark in what is asked.</summary>
    private static async Task<List<BsonDocument>> RunAsync(bool isDocumentDb)
    {
        await using var server = new MongoStandIn { IsDocumentDb = isDocumentDb };
        await using var fixture = MongoFixture.OnStandIn(TimeProvider.System, server);
        var replica = fixture.Replica;
        await PutAsync(replica, "a");
        await replica.Documents.ListAsync(Notes.Plain, Cancel);
        await replica.Documents.ReadFeedAsync(await replica.Documents.ReadPositionAsync(Cancel), Cancel);
        await replica.Documents.SweepAsync(Cancel);
        await replica.Log.AppendAsync([RecordPartitionContract.Entry(1)], new("one", 1), Cancel);
        await replica.Log.QueryAsync(new() { Stream = "calls", User = "user1" }, null, 10, Cancel);
        await replica.Log.TrimAsync("calls", DateTimeOffset.MaxValue, Cancel);
        await replica.Trail.QueryAsync(new() { Text = "a" }, null, 10, Cancel);
        await replica.Trail.CountUsersAsync(new(), 10, Cancel);
        await replica.Trail.WriteDeliveryAsync("syslog", "sign_in", new(1, 0), Cancel);
        await using var led = await replica.Leases.TryAcquireAsync("role", Cancel);
        Assert.NotNull(led);
        return [.. server.Commands];
    }

    private static async Task PutAsync(MongoReplica replica, string key) => Assert.True(
        (await replica.Documents.CommitAsync(new DocumentBatch().Put(Notes.Plain, key, new("text"), null), Cancel)).IsSuccess);

    private static bool Is(BsonDocument command, params string[] names) => names.Contains(command.GetElement(0).Name);

    private static bool IsOutsideRead(BsonDocument command) => Is(command, "find", "aggregate") && !command.Contains("autocommit");

    private static bool IsOutsideWrite(BsonDocument command) =>
        Is(command, "insert", "update", "delete", "findAndModify", "createIndexes", "create") && !command.Contains("autocommit");

    private static bool IsFirst(BsonDocument command) => command.GetValue("startTransaction", false).ToBoolean();
}
