using McpGateway.Core.Registry.Admission;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Registry.Servers;

/// <summary>Who listens to the registry hears of every commit that changes a server, whichever operation it is of.</summary>
public sealed class ServerEventsTests : IRegistryListener, IDisposable
{
    private readonly List<RegistryEvent> _heard = [];
    private readonly DocumentStore _store;
    private readonly ServerCatalog _catalog;

    public ServerEventsTests()
    {
        _store = new(
            new MemoryDocumentStorage(), () => [_catalog!], NullLogger<DocumentStore>.Instance,
            listeners: () => [new ServerEvents(new(_store!), _catalog!, new([], [this]))]);
        _catalog = new(new(_store), Records.Pins);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    void IRegistryListener.Hear(RegistryEvent happened) => _heard.Add(happened);

    [Fact]
    public async Task Commit_OfServers_IsHeardAsWhatItDoes()
    {
        var (first, second) = (Records.Server("/a"), Records.Server("/b/"));
        await _store.StartAsync(Cancellation);

        await CommitAsync(new DocumentBatch()
            .Put(ServerRepository.Servers, "/a", first, DocumentBatch.Absent)
            .Put(ServerRepository.Servers, "/b", second, DocumentBatch.Absent)
            .Put(ServerRepository.Secrets, "/a", new() { Headers = [new("X-Key", "hidden")] }, null));
        await CommitAsync(new DocumentBatch().Put(ServerRepository.Servers, "/a", first with { IsEnabled = true }, null));
        await CommitAsync(new DocumentBatch().Delete(ServerRepository.Servers, "/a", null));
        await CommitAsync(new DocumentBatch().Put(ServerRepository.Servers, "/a", first, DocumentBatch.Absent));

        Assert.Equal(
            ["registration /a", "registration /b/", "update /a", "deletion /a", "registration /a"],
            _heard.Select(static happened => $"{happened.EventType} {happened.Path}"));
        Assert.All(_heard, static happened => Assert.Equal(("server", "gateway"), (happened.AssetType, happened.Performer)));
        var card = (await _heard[0].Card(Cancellation)).ToJsonString();
        Assert.Contains("\"header_names\":[\"X-Key\"]", card, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_ThatChangesNoServer_IsNotHeard()
    {
        var server = Records.Server("/a");
        await _store.StartAsync(Cancellation);
        await CommitAsync(new DocumentBatch().Put(ServerRepository.Servers, "/a", server, DocumentBatch.Absent));
        _heard.Clear();

        await CommitAsync(new DocumentBatch()
            .Put(ServerRepository.Servers, "/a", server with { Ratings = [new("kim", 5)], UpdatedAt = Records.Then.AddDays(1) }, null));
        await CommitAsync(new DocumentBatch().Delete(ServerRepository.Servers, "/other", DocumentBatch.Absent));
        await CommitAsync(new DocumentBatch()
            .Put(ServerRepository.Servers, "/clock", Records.Server("/clock") with { IsBuiltIn = true }, DocumentBatch.Absent));
        Assert.False((await _store.CommitAsync(
            new DocumentBatch().Put(ServerRepository.Servers, "/a", server with { ServerName = "New" }, 99), Cancellation)).IsSuccess);

        Assert.Empty(_heard);
    }

    /// <summary>What moves, goes and comes back with a server is not told of beside it.</summary>
    [Fact]
    public async Task Commit_OfAServerWithItsVersions_IsHeardOnce()
    {
        var server = Records.Server("/a") with { Version = "1" };
        var other = server with { Version = "2", IsOtherVersion = true };
        await _store.StartAsync(Cancellation);
        await CommitAsync(new DocumentBatch().Put(ServerRepository.Servers, "/a", server, DocumentBatch.Absent));

        // As registering, making it the default, removing and undoing do.
        await CommitAsync(new DocumentBatch()
            .Put(ServerRepository.Servers, "/a", server, null)
            .Put(ServerRepository.Servers, "/a:2", other, DocumentBatch.Absent));
        await CommitAsync(new DocumentBatch()
            .Put(ServerRepository.Servers, "/a", server with { Version = "2" }, null)
            .Put(ServerRepository.Servers, "/a:1", server with { IsOtherVersion = true }, DocumentBatch.Absent)
            .Delete(ServerRepository.Servers, "/a:2", null));
        await CommitAsync(new DocumentBatch()
            .Delete(ServerRepository.Servers, "/a", null)
            .Delete(ServerRepository.Servers, "/a:1", null));
        await CommitAsync(new DocumentBatch()
            .Put(ServerRepository.Servers, "/a", server with { Version = "2" }, DocumentBatch.Absent)
            .Put(ServerRepository.Servers, "/a:1", server with { IsOtherVersion = true }, DocumentBatch.Absent));

        Assert.Equal(
            ["registration /a", "registration /a", "update /a", "deletion /a", "registration /a"],
            _heard.Select(static happened => $"{happened.EventType} {happened.Path}"));
    }

    /// <summary>Values are not in what is told, and that they changed is.</summary>
    [Fact]
    public async Task Commit_OfHeadersAlone_IsAnUpdate()
    {
        var server = Records.Server("/a");
        await _store.StartAsync(Cancellation);
        await CommitAsync(new DocumentBatch().Put(ServerRepository.Servers, "/a", server, DocumentBatch.Absent));

        await CommitAsync(new DocumentBatch()
            .Put(ServerRepository.Servers, "/a", server, null)
            .Put(ServerRepository.Secrets, "/a", new() { Headers = [new("X-Key", "v")] }, null));

        Assert.Equal(RegistryEventTypes.Update, _heard[^1].EventType);
        Assert.Equal(2, _heard.Count);
    }

    private async Task CommitAsync(DocumentBatch batch) => Assert.True((await _store.CommitAsync(batch, Cancellation)).IsSuccess);
}
