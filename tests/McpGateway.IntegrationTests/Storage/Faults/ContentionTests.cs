using System.Net;
using System.Net.Http.Json;
using McpGateway.Foundation.Documents;
using McpGateway.IntegrationTests.Composition;
using McpGateway.Storage;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace McpGateway.IntegrationTests.Storage.Faults;

/// <summary>Many at once, on one document, one lock, one migration.</summary>
public sealed class ContentionTests(PostgresServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tokens_FortyAtOnceForOneUser_OnTwoReplicas_AllAreVended()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        await using var one = await Replica.StartAsync(database);
        await using var two = await Replica.StartAsync(database);
        HttpClient[] sessions =
            [await one.SignedInAsync(ComposedGateway.Administrator), await two.SignedInAsync(ComposedGateway.Administrator)];

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(index => VendAsync(sessions[index % 2])));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        Array.ForEach(sessions, static session => session.Dispose());

        static async Task<HttpStatusCode> VendAsync(HttpClient session)
        {
            using var answer = await session.PostAsJsonAsync("/api/tokens/generate", new { expires_in_hours = 1 }, Cancel);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Group_TwentyFourEditsAtOnce_OnTwoReplicas_AllAreKept()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        await using var one = await Replica.StartAsync(database);
        await using var two = await Replica.StartAsync(database);
        await Replica.GrantAsync(one, "edited", mayCall: true);
        for (var index = 0; index < 24; index++)
        {
            await one.RegisterServerAsync($"/bulk-{index}", new Uri("http://127.0.0.1:9/"));
        }

        await Eventually.UntilAsync(() =>
            two.Services.GetRequiredService<DocumentStore>().AppliedRevision
                >= one.Services.GetRequiredService<DocumentStore>().AppliedRevision);
        HttpClient[] callers =
            [await one.BearerAsync(ComposedGateway.Administrator), await two.BearerAsync(ComposedGateway.Administrator)];

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(index => AddAsync(callers[index % 2], index)));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        var group = await callers[0].GetStringAsync(new Uri("/api/servers/groups/edited", UriKind.Relative), Cancel);
        Assert.All(Enumerable.Range(0, 24), index => Assert.Contains($"\"bulk-{index}\"", group, StringComparison.Ordinal));
        Array.ForEach(callers, static caller => caller.Dispose());

        static async Task<HttpStatusCode> AddAsync(HttpClient caller, int index)
        {
            using var form = new FormUrlEncodedContent([new("server_name", $"bulk-{index}"), new("group_names", "edited")]);
            using var answer = await caller.PostAsync(new Uri("/api/servers/groups/add", UriKind.Relative), form, Cancel);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Lock_HeldByAnother_WritersWaitOnFewConnections_AndReadersAreServed()
    {
        const int Writers = 100;
        var database = (await server.CreateDatabaseAsync(Cancel))
            .Replace("Maximum Pool Size=20", "Application Name=held", StringComparison.Ordinal);
        await using var replica = StorageHost.Postgres(database);
        var store = replica.GetRequiredService<IDocumentStorage>();
        Assert.Equal(0, await store.ReadRevisionAsync(Cancel));
        await using var holder = new NpgsqlConnection(database.Replace("Application Name=held", "", StringComparison.Ordinal));
        await holder.OpenAsync(Cancel);
        await using var transaction = await holder.BeginTransactionAsync(Cancel);
        await using (var hold = new NpgsqlCommand("SELECT revision FROM store_state FOR UPDATE", holder, transaction))
        {
            await hold.ExecuteScalarAsync(Cancel);
        }

        var writing = Enumerable.Range(0, Writers).Select(index => store.CommitAsync(
            new DocumentBatch().Put(Notes.Plain, $"k{index}", new("x"), DocumentBatch.Absent), Cancel)).ToArray();
        await Eventually.UntilAsync(async () => await CountAsync("wait_event_type = 'Lock'") > 0);
        Assert.Empty(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.ListAsync(Notes.Plain, Cancel))) is var lists
            ? lists.SelectMany(static list => list) : []);
        var connections = await CountAsync("application_name = 'held'");
        await transaction.RollbackAsync(Cancel);

        Assert.InRange(connections, 1, 16);
        Assert.All(await Task.WhenAll(writing), static result => Assert.True(result.IsSuccess));
        Assert.Equal(Writers, await store.ReadRevisionAsync(Cancel));

        async Task<long> CountAsync(string condition)
        {
            await using var connection = new NpgsqlConnection(database.Replace("Application Name=held", "", StringComparison.Ordinal));
            await connection.OpenAsync(Cancel);
#pragma warning disable CA2100 // written by the test
            await using var command = new NpgsqlCommand(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND " + condition, connection);
#pragma warning restore CA2100
            return (long)(await command.ExecuteScalarAsync(Cancel))!;
        }
    }

    [Fact]
    public async Task Lock_NeverGivenUp_WritersAreToldAndNothingIsStored()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        await using var replica = StorageHost.Postgres(database);
        var store = replica.GetRequiredService<IDocumentStorage>();
        Assert.Equal(0, await store.ReadRevisionAsync(Cancel));
        await using var holder = new NpgsqlConnection(database);
        await holder.OpenAsync(Cancel);
        await using var transaction = await holder.BeginTransactionAsync(Cancel);
        await using (var hold = new NpgsqlCommand("SELECT revision FROM store_state FOR UPDATE", holder, transaction))
        {
            await hold.ExecuteScalarAsync(Cancel);
        }

        var failures = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => Assert.ThrowsAsync<StorageUnavailableException>(
            () => store.CommitAsync(new DocumentBatch().Put(Notes.Plain, $"k{index}", new("x"), null), Cancel))));

        Assert.All(failures, failure => Assert.Contains("Nothing was stored", failure.Message, StringComparison.Ordinal));
        await transaction.RollbackAsync(Cancel);
        Assert.Empty(await store.ListAsync(Notes.Plain, Cancel));
    }

    [Fact]
    public async Task Migration_SlowOneOfAnotherReplica_IsWaitedFor()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        await using var other = new NpgsqlConnection(database);
        await other.OpenAsync(Cancel);
        await using var transaction = await other.BeginTransactionAsync(Cancel);
        await using (var hold = new NpgsqlCommand("SELECT pg_advisory_xact_lock(@lock)", other, transaction))
        {
            hold.Parameters.AddWithValue("lock", 0x6D63_7067_0001);
            await hold.ExecuteNonQueryAsync(Cancel);
        }

        await using var replica = StorageHost.Postgres(database + ";Command Timeout=1");

        await AssertOpensAfterAsync(replica, transaction);
        Assert.Equal(0, await replica.GetRequiredService<IDocumentStorage>().ReadRevisionAsync(Cancel));
    }

    [Fact]
    public async Task Migration_ThatTakesLongerThanAStatementMay_Succeeds()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        await using (var first = StorageHost.Postgres(database))
        {
            await first.OpenStorageAsync(Cancel);
        }

        await PostgresServer.ExecuteAsync(
            database,
            """
            DELETE FROM schema_version WHERE number >= 5;
            DROP TABLE log_partitions, log_blocks, log_series, log_writers, log_archive, commits, leases,
                audit_events, audit_heads, audit_statements, audit_deliveries;
            ALTER TABLE store_state DROP COLUMN epoch
            """,
            Cancel);
        await using var reader = new NpgsqlConnection(database);
        await reader.OpenAsync(Cancel);
        await using var transaction = await reader.BeginTransactionAsync(Cancel);
        await using (var look = new NpgsqlCommand("SELECT * FROM store_state", reader, transaction))
        {
            await look.ExecuteScalarAsync(Cancel);
        }

        await using var second = StorageHost.Postgres(database + ";Command Timeout=1");

        await AssertOpensAfterAsync(second, transaction);
    }

    /// <summary>The storage opens when the transaction ends, though that takes longer than a statement may (a second here).</summary>
    private static async Task AssertOpensAfterAsync(IServiceProvider replica, NpgsqlTransaction transaction)
    {
        var opening = replica.OpenStorageAsync(Cancel);
        await Task.WhenAny(opening, Task.Delay(TimeSpan.FromSeconds(2), Cancel));
        Assert.False(opening.IsCompleted);
        await transaction.RollbackAsync(Cancel);
        await opening.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
    }
}
