using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Records;
using McpGateway.Foundation.Secrets;
using McpGateway.Storage.Audit;
using McpGateway.Storage.Keys;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Transfer;
using McpGateway.Tests.Storage.Contracts;

namespace McpGateway.Tests.Storage.MongoDB;

/// <summary>Contents on their way into MongoDB and out of it, and the exchange of the key.</summary>
public sealed class MongoTransferTests : IAsyncDisposable
{
    private readonly MongoFixture _mongo = MongoFixture.OnStandIn(TimeProvider.System);
    private readonly SqliteFixture _sqlite = new(TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _mongo.DisposeAsync();
        await _sqlite.DisposeAsync();
    }

    [Fact]
    public async Task Copy_FromSqliteAndBack_IsTheSame()
    {
        var source = new SqlStore(_sqlite.Database, _sqlite.Log);
        await FillAsync(_sqlite.Documents, _sqlite.Log, new SqlAuditTrail(_sqlite.Database));
        await using var back = new SqliteFixture(TimeProvider.System);
        var home = new SqlStore(back.Database, back.Log);

        Assert.Null(await CopyAsync(source, _mongo.Replica.Store, replace: false));
        Assert.Null(await CopyAsync(_mongo.Replica.Store, home, replace: false));

        Assert.Equal(await DigestAsync(source), await DigestAsync(home));
        Assert.Equal(2, (await _mongo.Replica.Documents.FindAsync(Notes.Plain, "/ä/001", Cancel))!.Version);
        Assert.NotEqual((await source.ReadStateAsync(Cancel)).Epoch, (await _mongo.Replica.Store.ReadStateAsync(Cancel)).Epoch);
        Assert.Equal(5, (await _mongo.Replica.Trail.ReadAsync("sign_in", 0, 10, Cancel)).Count);
        await _mongo.Replica.Trail.AppendAsync([Event("next")], Cancel);
        Assert.Equal(6, (await _mongo.Replica.Trail.ReadAsync("sign_in", 5, 10, Cancel)).Single().Number);
    }

    [Fact]
    public async Task Copy_IntoAStoreThatIsNotEmpty_NeedsReplace()
    {
        var source = new SqlStore(_sqlite.Database, _sqlite.Log);
        await FillAsync(_sqlite.Documents, _sqlite.Log, new SqlAuditTrail(_sqlite.Database));
        await FillAsync(_mongo.Replica.Documents, _mongo.Replica.Log, _mongo.Replica.Trail);

        Assert.Contains("not empty", await CopyAsync(source, _mongo.Replica.Store, replace: false), StringComparison.Ordinal);
        Assert.Null(await CopyAsync(source, _mongo.Replica.Store, replace: true));
        Assert.Equal(await DigestAsync(source), await DigestAsync(_mongo.Replica.Store));
    }

    [Fact]
    public async Task Begin_StoreThatWasLeftHalfFilled_SaysWhatFillsIt()
    {
        var store = _mongo.Replica.Store;
        Assert.Null(await new StoreFiller(store).BeginAsync("a test fills it", replace: false, Cancel));

        Assert.Equal("a test fills it", (await store.ReadKeysAsync(Cancel)).Incomplete);
    }

    [Fact]
    public async Task Rotate_SealedDocuments_OpenWithTheNewKeyAlone()
    {
        var store = _mongo.Replica.Store;
        var former = KeyMaterial.OfText("a key for tests only");
        await store.OpenAsync(SchemaOpening.Serve, Cancel);
        await store.EnterKeysAsync(KeyCheck.ChecksOf(KeyMaterial.Protector([former])), Cancel);
        await FillAsync(_mongo.Replica.Documents, _mongo.Replica.Log, _mongo.Replica.Trail);
        var newest = KeyMaterial.OfText("the next key, for tests only");

        var rotated = await new KeyRotation(store, KeyMaterial.Protector([newest, former]), new([])).RunAsync(new Quiet(), Cancel);

        Assert.True(rotated.IsSuccess, rotated.Error?.Detail);
        Assert.Equal(50, rotated.Value.Resealed);
        Assert.Equal(KeyCheck.ChecksOf(KeyMaterial.Protector([newest])), (await store.ReadKeysAsync(Cancel)).Keys);
        var refused = await _mongo.Replica.Documents.CommitAsync(new DocumentBatch().Put(Notes.Sealed, "x", new("y"), null), Cancel);
        Assert.Contains("exchanged", refused.Error!.Detail, StringComparison.Ordinal);
    }

    private static async Task<string?> CopyAsync(IStore from, IStore to, bool replace)
    {
        var copied = await new StoreCopy(new StoreReader(from, null), null, new Quiet()).RunAsync(
            "a test", to, replace, static (_, _) => Task.FromResult<McpGateway.Foundation.Error?>(null), Cancel);
        return copied.IsSuccess ? null : copied.Error.Detail;
    }

    private static async Task<string> DigestAsync(IStore store)
    {
        using var digest = new ContentDigest(seal: null);
        var state = await new StoreReader(store, null).ReadAsync(digest, Cancel);
        return string.Join('\n', [$"{state.Revision} {state.Trimmed} {digest.Commits}", .. digest.Documents, .. digest.Records]);
    }

    private static async Task FillAsync(IDocumentStorage documents, IRecordLog log, IAuditTrail trail)
    {
        var batch = new DocumentBatch();
        foreach (var number in Enumerable.Range(0, 50))
        {
            batch.Put(Notes.Plain, $"/ä/{number:D3}", new($"ünï {number}") { Owner = $"owner{number % 3}" }, null);
            batch.Put(Notes.Sealed, $"{number:D3}", new($"s3cret-{number}"), null);
        }

        Assert.True((await documents.CommitAsync(batch, Cancel)).IsSuccess);
        var later = new DocumentBatch().Put(Notes.Plain, "/ä/001", new("again"), null).Delete(Notes.Plain, "/ä/002", null);
        Assert.True((await documents.CommitAsync(later, Cancel)).IsSuccess);
        await log.AppendAsync([.. Enumerable.Range(0, 2_500).Select(static number => RecordPartitionContract.Entry(number / 3))], Cancel);
        await trail.AppendAsync([.. Enumerable.Range(0, 5).Select(static number => Event($"u{number}"))], Cancel);
        await trail.AddStatementAsync(new("sign_in", 5, DateTimeOffset.UnixEpoch.AddDays(1), "checkpoint", "signed"), Cancel);
        await trail.WriteDeliveryAsync("syslog", "sign_in", new(3, 1), Cancel);
    }

    internal static AuditEvent Event(string user) => new()
    {
        LogType = "sign_in",
        Timestamp = DateTimeOffset.UnixEpoch.AddDays(2),
        Identity = new() { Username = user },
        Response = new() { Outcome = AuditOutcomes.Success },
        Action = new() { Operation = "login", ResourceType = "session" },
        Authorization = new() { Decision = AuditDecisions.NotRequired },
    };

    private sealed class Quiet : IProgress<string>
    {
        public void Report(string value)
        {
            // Nobody looks.
        }
    }
}
