using McpGateway.Foundation.Records;

namespace McpGateway.Tests.Storage.Contracts;

/// <summary>A store of records with a replica that uses it, on every database.</summary>
public abstract class RecordStoreContract : IAsyncLifetime
{
    protected static readonly DateTimeOffset Start = new(2030, 1, 1, 10, 0, 0, TimeSpan.Zero);

    private RecordStoreRig? _rig;
    private IRecordLog? _log;
    private IRecordSeries? _series;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal RecordStoreRig Rig => _rig!;

    private protected IRecordLog Log => _log!;

    private protected IRecordSeries Series => _series!;

    public async ValueTask InitializeAsync()
    {
        _rig = await CreateAsync();
        (_log, _series) = _rig.Replica();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Rig.DisposeAsync();
    }

    internal abstract Task<RecordStoreRig> CreateAsync();
}
