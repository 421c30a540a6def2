using System.Text;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Proxy.Pins;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Registry.Servers;

/// <summary>The catalog in memory follows the store, and writers plan again when somebody else's commit came between.</summary>
public sealed class ServerCatalogTests : IDisposable
{
    private readonly MemoryDocumentStorage _storage = new();
    private readonly DocumentStore _store;
    private readonly ServerCatalog _catalog;
    private readonly PinSettings _pins = Records.Pins;

    public ServerCatalogTests()
    {
        _store = new(_storage, () => [_catalog!], NullLogger<DocumentStore>.Instance);
        _catalog = new(new ServerRepository(_store), _pins);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Load_StoredServers_AreThereWithTheirTools()
    {
        await _storage.CommitAsync(
            new DocumentBatch()
                .Put(ServerRepository.Servers, "/b", Records.Server("/b/"), null)
                .Put(ServerRepository.Servers, "/a", Records.Server("/a"), null)
                .Put(ServerRepository.Tools, "/a", Tools(Records.Tool("t")), null)
                .Put(ServerRepository.Tools, "/gone", Tools(Records.Tool("t")), null),
            Cancellation);

        await _store.StartAsync(Cancellation);

        Assert.Equal(["/a", "/b"], _catalog.Current.Keys);
        Assert.Equal("t", Assert.Single(_catalog.Current["/a"].Tools!).Name);
        Assert.Null(_catalog.Current["/b"].Tools);
    }

    [Fact]
    public async Task Apply_Changes_ReplaceAndRemove()
    {
        await _store.StartAsync(Cancellation);
        await PutAsync(new DocumentBatch().Put(ServerRepository.Servers, "/a", Records.Server("/a", "One"), null));
        var before = _catalog.Current;

        await PutAsync(new DocumentBatch().Put(ServerRepository.Servers, "/a", Records.Server("/a", "Two"), null));
        Assert.Equal(("One", "Two"), (before["/a"].Server.ServerName, _catalog.Current["/a"].Server.ServerName));

        await PutAsync(new DocumentBatch().Delete(ServerRepository.Servers, "/a", null));
        Assert.Empty(_catalog.Current);
    }

    [Fact]
    public async Task Apply_ChangedTool_IsSeenInTheSummary()
    {
        await _store.StartAsync(Cancellation);
        var first = ToolDefinition.Found(Records.Tool("t", "v1"), null, Records.Then);
        await PutAsync(new DocumentBatch()
            .Put(ServerRepository.Servers, "/a", Records.Server("/a"), null).Put(ServerRepository.Tools, "/a", Tools(first), null));
        Assert.False(Assert.Single(_catalog.Current["/a"].Tools!).HasChanged);

        await PutAsync(new DocumentBatch().Put(ServerRepository.Tools, "/a",
            Tools(ToolDefinition.Found(Records.Tool("t", "v2"), first, Records.Then)), null));

        Assert.True(Assert.Single(_catalog.Current["/a"].Tools!).HasChanged);
    }

    /// <summary>What was remembered of definitions is given back when a server goes, changes, or everything is loaded anew.</summary>
    [Theory]
    [InlineData("gone")]
    [InlineData("changed")]
    [InlineData("gone, loaded anew")]
    [InlineData("loaded anew")]
    public async Task Pins_ThatOthersReplace_GiveTheirMemoryBack(string how)
    {
        await _store.StartAsync(Cancellation);
        await PutAsync(new DocumentBatch()
            .Put(ServerRepository.Servers, "/a", Records.Server("/a"), null)
            .Put(ServerRepository.Tools, "/a", Tools(Records.Tool("t")) with { ProtocolVersion = "2025-06-18" }, null));
        _catalog.Current["/a"].Pins!.Judge(DefinitionKind.Tool, "t", Encoding.UTF8.GetBytes("""{"name":"t","inputSchema":{}}"""));
        Assert.NotEqual(0, _pins.Budget.Used);

        var batch = how.StartsWith("gone", StringComparison.Ordinal) ? new DocumentBatch().Delete(ServerRepository.Servers, "/a", null)
            : how == "changed" ? new DocumentBatch().Put(ServerRepository.Tools, "/a", Tools(Records.Tool("other")), null)
            : new DocumentBatch();
        await _storage.CommitAsync(batch, Cancellation);
        if (how.EndsWith("anew", StringComparison.Ordinal))
        {
            _storage.Rewrite();
        }

        await _store.CatchUpAsync(Cancellation);

        Assert.Equal(0, _pins.Budget.Used);
    }

    /// <summary>A store that went back gives versions out again: what has the same one is another document.</summary>
    [Fact]
    public async Task Load_OtherDocumentOfTheSameVersion_HasItsOwnPins()
    {
        await _store.StartAsync(Cancellation);
        await PutAsync(new DocumentBatch()
            .Put(ServerRepository.Servers, "/a", Records.Server("/a"), null)
            .Put(ServerRepository.Tools, "/a", Tools(Records.Tool("t")) with { ProtocolVersion = "2025-06-18" }, null));
        var before = _catalog.Current["/a"].Pins;

        _storage.Rewrite();
        await _store.CatchUpAsync(Cancellation);

        Assert.NotSame(before, _catalog.Current["/a"].Pins);
    }

    [Fact]
    public async Task Apply_ToolsWithoutAServer_AreNoEntry()
    {
        await _store.StartAsync(Cancellation);

        await PutAsync(new DocumentBatch().Put(ServerRepository.Tools, "/a", Tools(Records.Tool("t")), null));

        Assert.Empty(_catalog.Current);
    }

    [Fact]
    public async Task Apply_OtherKinds_ChangeNothing()
    {
        await _store.StartAsync(Cancellation);
        await PutAsync(new DocumentBatch().Put(ServerRepository.Servers, "/a", Records.Server("/a"), null));
        var before = _catalog.Current;

        await PutAsync(new DocumentBatch().Put(ServerRepository.Secrets, "/a", new() { Headers = [new("X-A", "v")] }, null));

        Assert.Same(before, _catalog.Current);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(24, true)]
    [InlineData(25, false)]
    public async Task Commit_Conflicts_ArePlannedAgainUpToALimit(int conflicts, bool succeeds)
    {
        await _store.StartAsync(Cancellation);
        var plans = 0;

        var outcome = await OptimisticCommit.RunAsync(
            _store,
            _ =>
            {
                plans++;
                var version = plans > conflicts ? DocumentBatch.Absent : 99;
                return Task.FromResult<Result<PendingWrite<int>>>(
                    new PendingWrite<int>(new DocumentBatch().Put(ServerRepository.Servers, "/a", Records.Server("/a"), version), plans));
            },
            Cancellation);

        Assert.Equal(succeeds, outcome.IsSuccess);
        Assert.Equal(Math.Min(conflicts + 1, 25), plans);
        Assert.True(succeeds ? outcome.Value == plans : outcome.Error!.Kind == ErrorKind.Conflict);
    }

    [Fact]
    public async Task Commit_RefusedPlan_IsNotTriedAgain()
    {
        var plans = 0;

        var outcome = await OptimisticCommit.RunAsync<int>(
            _store,
            _ =>
            {
                plans++;
                return Task.FromResult<Result<PendingWrite<int>>>(new Error(ErrorKind.Forbidden, "no"));
            },
            Cancellation);

        Assert.Equal((ErrorKind.Forbidden, 1), (outcome.Error!.Kind, plans));
    }

    [Fact]
    public async Task Commit_NothingToWrite_WritesNothing()
    {
        await _store.StartAsync(Cancellation);
        var revision = await _storage.ReadRevisionAsync(Cancellation);

        var outcome = await OptimisticCommit.RunAsync(
            _store, _ => Task.FromResult<Result<PendingWrite<int>>>(new PendingWrite<int>(new(), 7)), Cancellation);

        Assert.Equal((7, revision), (outcome.Value, await _storage.ReadRevisionAsync(Cancellation)));
    }

    private static ServerToolsRecord Tools(params ToolRecord[] tools) => new() { Tools = tools, DiscoveredAt = Records.Then };

    private async Task PutAsync(DocumentBatch batch) => Assert.True((await _store.CommitAsync(batch, Cancellation)).IsSuccess);
}
