using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Admission;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Pipeline;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Registry.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Scanning.Pipeline;

/// <summary>Who listens to the registry hears of every scan, with what followed from it.</summary>
public sealed class ScanEventsTests : IRegistryListener, IDisposable
{
    private readonly List<RegistryEvent> _heard = [];
    private readonly DocumentStore _store;
    private readonly ServerCatalog _servers;
    private readonly ScanCatalog _scans;

    public ScanEventsTests()
    {
        _store = new(
            new MemoryDocumentStorage(), () => [_servers!, _scans!], NullLogger<DocumentStore>.Instance, listeners: () => [Events()]);
        _servers = new(new(_store), Records.Pins);
        _scans = new(new(_store));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    void IRegistryListener.Hear(RegistryEvent happened) => _heard.Add(happened);

    [Fact]
    public async Task Commit_OfAScan_TellsWhatItCameToAndWhatFollowed()
    {
        var server = Records.Server("/a") with { IsEnabled = true };
        await _store.StartAsync(Cancellation);
        await CommitAsync(new DocumentBatch().Put(ServerRepository.Servers, "/a", server, DocumentBatch.Absent));

        await CommitAsync(new DocumentBatch()
            .Put(ScanRepository.Scans, "/a", RecordOf(AnalyserState.Failed), DocumentBatch.Absent)
            .Put(ServerRepository.Servers, "/a", server with { IsEnabled = false, Tags = [ScanEffects.PendingTag] }, null));

        var told = Assert.Single(_heard);
        Assert.Equal(("scan_complete", "server", "kim", "/a"), (told.EventType, told.AssetType, told.Performer, told.Path));
        Assert.Equal(
            """{"is_safe":false,"severity_counts":{"critical":0,"high":0,"medium":0,"low":0},"tags_applied":["security-pending"],"""
                + "\"auto_disabled\":true,\"scan_error\":\"yara: gone\"}",
            told.Scan!.ToJsonString());
        Assert.Equal("/a", (await told.Card(Cancellation))["path"]!.GetValue<string>());
    }

    [Fact]
    public async Task Commit_OfADecisionOnAScan_IsNoScan()
    {
        var record = RecordOf(AnalyserState.Failed);
        await _store.StartAsync(Cancellation);
        await CommitAsync(new DocumentBatch().Put(ServerRepository.Servers, "/a", Records.Server("/a"), DocumentBatch.Absent));
        await CommitAsync(new DocumentBatch().Put(ScanRepository.Scans, "/a", record, DocumentBatch.Absent));

        await CommitAsync(new DocumentBatch()
            .Put(ScanRepository.Scans, "/a", record with { Override = new("ann", Records.Then, "f", []) }, null));

        Assert.Single(_heard);
    }

    private static ScanRecord RecordOf(AnalyserState state) => new()
    {
        Kind = SubjectKind.Server,
        Path = "/a",
        Last = new()
        {
            At = Records.Then,
            Fingerprint = "f",
            Trigger = ScanTriggers.Request,
            By = "kim",
            Analysers = [new("yara", state, "gone", 0)],
        },
    };

    private ScanEvents Events() => new(
        _scans, new(_store), _servers, new AgentCatalog(new(_store), NullLogger<AgentCatalog>.Instance), new([], [this]),
        new ManualTimeProvider());

    private async Task CommitAsync(DocumentBatch batch) => Assert.True((await _store.CommitAsync(batch, Cancellation)).IsSuccess);
}
