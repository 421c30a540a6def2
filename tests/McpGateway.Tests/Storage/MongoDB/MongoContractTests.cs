using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Records;
using McpGateway.Tests.Storage.Contracts;
using MongoDB.Bson;
using MongoDB.Driver;

namespace McpGateway.Tests.Storage.MongoDB;

/// <summary>The contract on the stand-in.</summary>
public sealed class MongoDocumentStorageTests() : MongoDocumentStorageContract(static time => MongoFixture.OnStandIn(time));

/// <summary>The contract on a real server.</summary>
public sealed class MongoServerDocumentStorageTests() : MongoDocumentStorageContract(MongoFixture.OnServer);

public abstract class MongoDocumentStorageContract : DocumentStorageContract
{
    private readonly Func<TimeProvider, MongoFixture> _create;
    private MongoFixture? _fixture;

    private protected MongoDocumentStorageContract(Func<TimeProvider, MongoFixture> create) => _create = create;

    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _fixture?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    internal override Task<IDocumentStorage> CreateAsync()
    {
        _fixture = _create(Time);
        return Task.FromResult<IDocumentStorage>(_fixture.Replica.Documents);
    }
}

/// <summary>The contract on the stand-in.</summary>
public sealed class MongoAuditTrailTests() : MongoAuditTrailContract(static time => MongoFixture.OnStandIn(time));

/// <summary>The contract on a real server.</summary>
public sealed class MongoServerAuditTrailTests() : MongoAuditTrailContract(MongoFixture.OnServer);

public abstract class MongoAuditTrailContract : AuditTrailContract
{
    private readonly Func<TimeProvider, MongoFixture> _create;
    private MongoFixture? _fixture;

    private protected MongoAuditTrailContract(Func<TimeProvider, MongoFixture> create) => _create = create;

    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _fixture?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    internal override Task<AuditStoreRig> CreateAsync()
    {
        _fixture = _create(TimeProvider.System);
        var replica = _fixture.Replica;
        return Task.FromResult(new AuditStoreRig(replica.Trail, replica.Documents, TamperAsync));
    }

    private async Task TamperAsync(AuditTampering tampering)
    {
        var events = _fixture!.Replica.Database.Collections.AuditEvents;
        long[] removed = tampering switch
        {
            AuditTampering.RemoveFirst => [1],
            AuditTampering.RemoveMiddle => [3],
            AuditTampering.RemoveLast => [5],
            AuditTampering.RemoveAll => [1, 2, 3, 4, 5],
            _ => [],
        };
        await events.DeleteManyAsync(new BsonDocument("number", new BsonDocument("$in", new BsonArray(removed))), Cancel);
        if (removed.Length > 0)
        {
            return;
        }

        var third = await (await events.FindAsync(new BsonDocument("number", 3L), cancellationToken: Cancel)).SingleAsync(Cancel);
        third[FieldOf(tampering)] = tampering switch
        {
            AuditTampering.Body => third["body"].AsString.Replace("u2", "u9", StringComparison.Ordinal),
            AuditTampering.Hash => third["hash"].AsString.Replace(third["hash"].AsString[0], 'x'),
            AuditTampering.User => "somebody",
            _ => third["at"].ToInt64() + 1,
        };
        await events.ReplaceOneAsync(new BsonDocument("_id", third["_id"]), third, cancellationToken: Cancel);
    }

    private static string FieldOf(AuditTampering tampering) => tampering switch
    {
        AuditTampering.Body => "body",
        AuditTampering.Hash => "hash",
        AuditTampering.User => "user",
        _ => "at",
    };
}

/// <summary>The contract on the stand-in.</summary>
public sealed class MongoRecordLogTests() : MongoRecordLogContract(static time => MongoFixture.OnStandIn(time));

/// <summary>The contract on a real server.</summary>
public sealed class MongoServerRecordLogTests() : MongoRecordLogContract(MongoFixture.OnServer);

public abstract class MongoRecordLogContract : RecordLogContract
{
    private readonly Func<TimeProvider, MongoFixture> _create;
    private MongoFixture? _fixture;

    private protected MongoRecordLogContract(Func<TimeProvider, MongoFixture> create) => _create = create;

    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _fixture?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    internal override Task<IRecordLog> CreateAsync()
    {
        _fixture = _create(TimeProvider.System);
        return Task.FromResult<IRecordLog>(_fixture.Replica.Log);
    }
}

/// <summary>The contract on the stand-in.</summary>
public sealed class MongoRecordSeriesTests : RecordSeriesContract
{
    internal override Task<RecordStoreRig> CreateAsync() =>
        Task.FromResult<RecordStoreRig>(new MongoRecordStoreRig(MongoFixture.OnStandIn(TimeProvider.System), RecordStoreRig.Minute * 45));
}

/// <summary>The contract on a real server.</summary>
public sealed class MongoServerRecordSeriesTests : RecordSeriesContract
{
    internal override Task<RecordStoreRig> CreateAsync() =>
        Task.FromResult<RecordStoreRig>(new MongoRecordStoreRig(MongoFixture.OnServer(TimeProvider.System), RecordStoreRig.Minute * 45));
}

/// <summary>The contract on the stand-in.</summary>
public sealed class MongoPeriodTests : RecordPartitionContract
{
    internal override Task<RecordStoreRig> CreateAsync() =>
        Task.FromResult<RecordStoreRig>(new MongoRecordStoreRig(MongoFixture.OnStandIn(TimeProvider.System), RecordStoreRig.Minute));
}

/// <summary>The contract on a real server.</summary>
public sealed class MongoServerPeriodTests : RecordPartitionContract
{
    internal override Task<RecordStoreRig> CreateAsync() =>
        Task.FromResult<RecordStoreRig>(new MongoRecordStoreRig(MongoFixture.OnServer(TimeProvider.System), RecordStoreRig.Minute));
}

/// <summary>Records in MongoDB.</summary>
internal sealed class MongoRecordStoreRig(MongoFixture fixture, long length) : RecordStoreRig
{
    public override (IRecordLog Log, IRecordSeries Series) Replica() => fixture.NewReplica().Records(length);

    public override async Task<int> CountBlocksAsync()
    {
        using var found = await fixture.Replica.Database.Collections.Blocks.FindAsync(new BsonDocument("stream", "calls"));
        return (await found.ToListAsync()).Count;
    }

    public override ValueTask DisposeAsync() => fixture.DisposeAsync();
}
