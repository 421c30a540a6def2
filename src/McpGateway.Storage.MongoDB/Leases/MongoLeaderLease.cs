using McpGateway.Foundation.Leadership;
using McpGateway.Storage.Leases;
using McpGateway.Storage.MongoDB.Database;
using MongoDB.Bson;
using MongoDB.Driver;

namespace McpGateway.Storage.MongoDB.Leases;

/// <summary>
/// A lease is a document that says when it was last renewed, by the server's clock: <c>$currentDate</c> writes it, and the server's own
/// greeting says what it is now. Taking one replaces the very state that was seen to have expired.
/// </summary>
internal sealed class MongoLeaderLease(MongoDatabase database, TimeProvider time) : ILeaderLease, ILeaseTable
{
    private const string Serving = "serving/";

    /// <summary>The last character after the slash: what begins with <see cref="Serving"/> is below it.</summary>
    private const string AfterServing = "serving0";

    public async Task<ILeadership?> TryAcquireAsync(string role, CancellationToken cancellationToken)
    {
        var holder = ILeaseTable.NewHolder();
        var before = time.GetTimestamp();
        return await LimitAsync(token => TakeAsync(role, holder, token), cancellationToken)
            ? new RenewedLeadership(this, role, holder, before, time)
            : null;
    }

    /// <summary>A lease of its own says that this process serves, and ends when it does.</summary>
    public async Task<ILeadership> EnterAsync(CancellationToken cancellationToken)
    {
        await database.RunAsync(
            async (collections, token) => await collections.Leases.DeleteManyAsync(
                Query.And(
                    Query.Is("_id", "$gte", Serving), Query.Is("_id", "$lt", AfterServing),
                    Query.Is("at", "$lt", await database.NowAsync(token) - TimeSpan.FromDays(1))), token),
            cancellationToken);
        return await TryAcquireAsync($"{Serving}{Guid.NewGuid():n}", cancellationToken)
            ?? throw new InvalidOperationException("A lease of one's own was taken by somebody else.");
    }

    /// <summary>Whether anybody holds any.</summary>
    public Task<bool> IsAnyHeldAsync(CancellationToken cancellationToken) => database.RunAsync(
        async (collections, token) =>
        {
            var since = await database.NowAsync(token) - ILeaseTable.Life;
            using var found = await collections.Leases.FindAsync(Query.Is("at", "$gt", since), cancellationToken: token);
            return await found.AnyAsync(token);
        },
        cancellationToken);

    public Task<bool> RenewAsync(string role, string holder, CancellationToken cancellationToken) => LimitAsync(
        limited => database.RunAsync(
            async (collections, token) =>
            {
                var since = await database.NowAsync(token) - ILeaseTable.Life;
                return (await collections.Leases.UpdateOneAsync(
                    Query.And(Query.Id(role), new("holder", holder), Query.Is("at", "$gt", since)), Renewal, cancellationToken: token))
                    .MatchedCount == 1;
            },
            limited),
        cancellationToken);

    public Task ReleaseAsync(string role, string holder) => LimitAsync(
        token => database.RunAsync(
            async (collections, inner) => (await collections.Leases.UpdateOneAsync(
                Query.And(Query.Id(role), new("holder", holder)), Query.Set("at", BsonDateTime.Create(DateTime.UnixEpoch)),
                cancellationToken: inner)).MatchedCount == 1,
            token),
        CancellationToken.None);

    private static BsonDocument Renewal => new("$currentDate", new BsonDocument("at", true));

    private Task<bool> TakeAsync(string role, string holder, CancellationToken cancellationToken) => database.RunAsync(
        async (collections, token) =>
        {
            // Asked first: what has expired by then has expired.
            var now = await database.NowAsync(token);
            using var found = await collections.Leases.FindAsync(Query.Id(role), cancellationToken: token);
            var there = await found.FirstOrDefaultAsync(token);
            if (there is not null && there["at"].ToUniversalTime() + ILeaseTable.Life > now)
            {
                return false;
            }

            var condition = there is null
                ? Query.And(Query.Id(role), new("holder", holder))
                : Query.And(Query.Id(role), new("holder", there["holder"]), new("at", there["at"]), new("term", there["term"]));
            var change = Renewal;
            change["$set"] = new BsonDocument { ["holder"] = holder, ["term"] = there is null ? 1L : there["term"].ToInt64() + 1 };
            try
            {
                var taken = await collections.Leases.UpdateOneAsync(
                    condition, change, new UpdateOptions { IsUpsert = there is null }, token);
                return taken.MatchedCount == 1 || taken.UpsertedId is not null;
            }
            catch (MongoWriteException failure) when (failure.WriteError?.Category == ServerErrorCategory.DuplicateKey)
            {
                // Another replica was first.
                return false;
            }
        },
        cancellationToken);

    private static async Task<bool> LimitAsync(Func<CancellationToken, Task<bool>> ask, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ILeaseTable.Patience);
        try
        {
            return await ask(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The database did not answer about a lease in time.");
        }
    }
}
