using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Proxy.Routing;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Registry.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Health;

/// <summary>How the health of a server reads, from what is stored and what is being checked, and who is told.</summary>
public sealed class HealthStateStoreTests : IDisposable
{
    private readonly DocumentStore _store;
    private readonly HealthStateStore _states;
    private readonly List<string> _told = [];
    private readonly ManualTimeProvider _time = new();
    private readonly UpstreamTraffics _traffics;

    public HealthStateStoreTests()
    {
        _traffics = new(_time);
        _store = new(new MemoryDocumentStorage(), () => [_states!], NullLogger<DocumentStore>.Instance);
        _states = new(new(_store), new(_store), new(_store), _traffics, _time);
        _states.Follow(_told.Add);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    /// <summary>Switched on, address, stored status, being checked, and how it reads.</summary>
    [Theory]
    [InlineData(true, "http://a.test/", null, false, "unknown")]
    [InlineData(true, "http://a.test/", "healthy", false, "healthy")]
    [InlineData(true, "http://a.test/", "unhealthy: timeout", false, "unhealthy: timeout")]
    [InlineData(true, "http://a.test/", "disabled", false, "checking")]
    [InlineData(true, "http://a.test/", "healthy", true, "checking")]
    [InlineData(false, "http://a.test/", "healthy", false, "disabled")]
    [InlineData(false, "http://a.test/", "healthy", true, "disabled")]
    [InlineData(true, "inprocess://a/", null, false, "healthy")]
    [InlineData(true, "inprocess://a/", null, true, "checking")]
    [InlineData(false, "inprocess://a/", null, false, "disabled")]
    [InlineData(true, null, null, false, "unknown")]
    public async Task Status_Server_ReadsAsWhatIsKnown(bool isEnabled, string? url, string? stored, bool isChecked, string expected)
    {
        await _store.StartAsync(Cancellation);
        await CommitAsync(batch => batch.Put(ServerRepository.Servers, "/a", Server(url) with { IsEnabled = isEnabled }, null));
        if (stored is not null)
        {
            await CommitAsync(batch => batch.Put(HealthRepository.Health, "/a", new(stored, Records.Then), null));
        }

        if (isChecked)
        {
            _states.BeginCheck("/a");
        }

        Assert.Equal(expected, _states.Find("/a")!.Status);
    }

    [Theory]
    [InlineData(null, 1, 1)]
    [InlineData(1, null, 1)]
    [InlineData(1, 2, 2)]
    [InlineData(2, 1, 2)]
    [InlineData(null, null, null)]
    public async Task LastChecked_IsTheLaterOfStoredAndHere(int? storedHour, int? hereHour, int? expectedHour)
    {
        await _store.StartAsync(Cancellation);
        await CommitAsync(batch => batch.Put(ServerRepository.Servers, "/a", Server(), null));
        await CommitAsync(batch => batch.Put(HealthRepository.Health, "/a", new("healthy", Hour(storedHour)), null));
        _states.BeginCheck("/a");
        _states.EndCheck("/a", Hour(hereHour));

        Assert.Equal(Hour(expectedHour), _states.Find("/a")!.LastChecked);
    }

    [Fact]
    public async Task Tools_Discovered_CountBeforeTheStatedOnes()
    {
        await _store.StartAsync(Cancellation);
        await CommitAsync(batch => batch.Put(ServerRepository.Servers, "/a", Server() with { StatedTools = 7 }, null));
        Assert.Equal(7, _states.Find("/a")!.Tools);

        await CommitAsync(batch =>
            batch.Put(ServerRepository.Tools, "/a", new() { Tools = [Records.Tool("t")], DiscoveredAt = Records.Then }, null));

        Assert.Equal(1, _states.Find("/a")!.Tools);
    }

    [Fact]
    public async Task Followers_AreToldOfWhatTheyWouldSeeOnly()
    {
        await _store.StartAsync(Cancellation);
        await CommitAsync(batch => batch.Put(ServerRepository.Servers, "/a", Server(), null));
        await CommitAsync(batch => batch.Put(HealthRepository.Health, "/a", new("healthy", Hour(1)), null));
        Assert.Equal(["/a", "/a"], _told);
        _told.Clear();

        await CommitAsync(batch => batch.Put(HealthRepository.Health, "/a", new("healthy", Hour(2)), null));
        await CommitAsync(batch => batch.Put(ServerRepository.Servers, "/a", Server() with { Description = "other" }, null));
        await CommitAsync(batch => batch.Put(ServerRepository.Secrets, "/a", new() { Headers = [] }, null));
        Assert.Empty(_told);

        await CommitAsync(batch => batch.Put(HealthRepository.Health, "/a", new("unhealthy: timeout", Hour(3)), null));
        await CommitAsync(batch => batch.Delete(ServerRepository.Servers, "/a", null));
        Assert.Equal(["/a", "/a"], _told);
        Assert.Null(_states.Find("/a"));
    }

    [Fact]
    public async Task Check_BeginAndEnd_AreToldOnceEach()
    {
        await _store.StartAsync(Cancellation);
        await CommitAsync(batch => batch.Put(ServerRepository.Servers, "/a", Server(), null));
        _told.Clear();

        _states.BeginCheck("/a");
        _states.BeginCheck("/a");
        _states.EndCheck("/a", Hour(1));
        _states.EndCheck("/a", Hour(2));

        Assert.Equal(2, _told.Count);
    }

    [Fact]
    public async Task Follow_Disposed_IsToldNoMore()
    {
        await _store.StartAsync(Cancellation);
        var told = 0;
        var following = _states.Follow(_ => told++);
        await CommitAsync(batch => batch.Put(ServerRepository.Servers, "/a", Server(), null));
        following.Dispose();

        await CommitAsync(batch => batch.Delete(ServerRepository.Servers, "/a", null));

        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Register_AgainAtThePath_InheritsNoCheck()
    {
        await _store.StartAsync(Cancellation);
        await CommitAsync(batch => batch.Put(ServerRepository.Servers, "/a", Server(), null));
        _states.BeginCheck("/a");
        _states.EndCheck("/a", Hour(5));

        await CommitAsync(batch => batch.Delete(ServerRepository.Servers, "/a", null));
        await CommitAsync(batch => batch.Put(ServerRepository.Servers, "/a", Server(), null));

        Assert.Null(_states.Find("/a")!.LastChecked);
    }

    [Fact]
    public async Task States_AreInOrderOfTheirKeys()
    {
        await _store.StartAsync(Cancellation);
        await CommitAsync(batch => batch
            .Put(ServerRepository.Servers, "/b", Records.Server("/b"), null).Put(ServerRepository.Servers, "/a", Records.Server("/a"), null)
            .Put(ServerRepository.Servers, "/B", Records.Server("/B"), null));

        Assert.Equal(["/B", "/a", "/b"], _states.States.Select(state => state.Key));
    }

    [Theory]
    [InlineData(HealthStatus.Healthy, true)]
    [InlineData(HealthStatus.AuthExpired, true)]
    [InlineData(HealthStatus.Checking, false)]
    [InlineData(HealthStatus.Disabled, false)]
    [InlineData(HealthStatus.Unknown, false)]
    [InlineData(HealthStatus.Timeout, false)]
    [InlineData("unhealthy: status 500", false)]
    public void IsRoutable_Status_IsTheSameForRecordAndText(string status, bool expected) =>
        Assert.Equal((expected, expected), (HealthStatus.IsRoutable(status), new HealthRecord(status, null).IsRoutable));

    [Fact]
    public void Texts_OfFailures_NeverChange() => Assert.Equal(
        ("unhealthy: status 404", "unhealthy: endpoint check failed", "error: check failed"),
        (HealthStatus.OfCode(404), HealthStatus.EndpointCheckFailed, HealthStatus.CheckBroke));

    /// <summary>What a check found, whether a call succeeded before or after it, and how the server reads.</summary>
    [Theory]
    [InlineData("unhealthy: timeout", -1, "unhealthy: timeout")]
    [InlineData("unhealthy: timeout", 1, "healthy")]
    [InlineData("unhealthy: connection error", 1, "healthy")]
    [InlineData("unhealthy: endpoint check failed", 1, "unhealthy: endpoint check failed")]
    [InlineData("healthy-auth-expired", 1, "healthy-auth-expired")]
    [InlineData("disabled", 1, "checking")]
    public async Task Status_CallAfterASilentCheck_IsHealth(string found, int minutesAfter, string expected)
    {
        await _store.StartAsync(Cancellation);
        await CommitAsync(batch => batch.Put(ServerRepository.Servers, "/a", Server("http://a.test/"), null));
        _time.Advance(TimeSpan.FromHours(1));
        _traffics.Of("/a").Succeeded();
        var at = _time.GetUtcNow() - TimeSpan.FromMinutes(minutesAfter);
        await CommitAsync(batch => batch.Put(HealthRepository.Health, "/a", new(found, at) { Reason = "Nobody answered." }, null));

        Assert.Equal(expected, _states.Find("/a")!.Status);
        if (expected == "healthy")
        {
            Assert.Equal("Calls succeed, although the last check failed. Nobody answered.", _states.Find("/a")!.Finding.Reason);
        }
    }

    [Fact]
    public async Task Writer_ManyAtOnce_StoresEveryOneAndRefusesOnlyWhatDoesNotFit()
    {
        await _store.StartAsync(Cancellation);
        using var writer = new HealthWriter(_store);

        var results = await Task.WhenAll(Enumerable.Range(0, 300).Select(number => writer.WriteAsync(
            batch => batch.Put(HealthRepository.Health, $"/s{number}", new("healthy", null), number == 7 ? 99 : null), Cancellation)));

        Assert.Equal([7], results.Index().Where(result => !result.Item.IsSuccess).Select(result => result.Index));
        Assert.Equal(ErrorKind.Conflict, results[7].Error?.Kind);
        Assert.Equal(299, (await new HealthRepository(_store).ListAsync(Cancellation)).Count);
    }

    private static ServerRecord Server(string? url = "http://a.test/") => Records.Server("/a", url: url) with { IsEnabled = true };

    private static DateTimeOffset? Hour(int? hour) => hour is { } known ? Records.Then.AddHours(known) : null;

    private async Task CommitAsync(Func<DocumentBatch, DocumentBatch> fill) =>
        Assert.True((await _store.CommitAsync(fill(new()), Cancellation)).IsSuccess);
}
