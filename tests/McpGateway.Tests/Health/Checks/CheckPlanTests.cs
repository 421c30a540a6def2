using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Health;
using McpGateway.Core.Health.Checks;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Registry.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Health.Checks;

/// <summary>
/// When servers are checked: at once when what a check depends on changes, never twice at a time, and not again after a restart.
/// </summary>
public sealed class CheckPlanTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly CheckSchedule _schedule = new(Options.Create(new HealthOptions()), () => 0.5);
    private readonly MemoryDocumentStorage _storage = new();
    private readonly DocumentStore _store;

    public CheckPlanTests() => _store = new(
        _storage,
        () =>
        [
            new CheckScheduleChangeHandler(
                new(_store!), new(_store!), new(_store!), _schedule, Options.Create(new HealthOptions()), _time),
        ],
        NullLogger<DocumentStore>.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    /// <summary>Seconds since the last check, its status, whether the server is on, and in how many seconds the next one is due.</summary>
    [Theory]
    [InlineData(100, "healthy", true, 200)]
    [InlineData(100, "healthy-auth-expired", true, 200)]
    [InlineData(300, "healthy", true, 0)]
    [InlineData(1_000, "healthy", true, 0)]
    [InlineData(-10, "healthy", true, 0)]
    [InlineData(100, "unhealthy: timeout", true, 0)]
    [InlineData(100, "healthy", false, 0)]
    [InlineData(null, "healthy", true, 0)]
    public async Task Load_FreshCheck_IsNotRepeated(int? ago, string status, bool isEnabled, int due)
    {
        DateTimeOffset? last = ago is { } seconds ? _time.GetUtcNow().AddSeconds(-seconds) : null;
        await _storage.CommitAsync(
            new DocumentBatch().Put(ServerRepository.Servers, "/a", Server() with { IsEnabled = isEnabled },
                null).Put(HealthRepository.Health, "/a", new(status, last), null),
            Cancellation);

        await _store.StartAsync(Cancellation);

        Assert.Equal(_time.GetUtcNow().AddSeconds(due), _schedule.NextDue);
    }

    [Fact]
    public async Task Load_ResultOfAServerThatIsGone_IsClearedUp()
    {
        await _storage.CommitAsync(new DocumentBatch().Put(HealthRepository.Health, "/gone", new("healthy", _time.GetUtcNow()), null),
            Cancellation);

        await _store.StartAsync(Cancellation);

        Assert.Equal("/gone", _schedule.TakeDue(_time.GetUtcNow()));
    }

    public static TheoryData<string, bool> Edits => new()
    {
        { "address", true }, { "mcp", true }, { "sse", true }, { "transports", true }, { "off", true },
        { "name", false }, { "tags", false }, { "rating", false }, { "nothing", false },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task Edit_Part_CausesACheckWhenItDependsOnIt(string part, bool isChecked)
    {
        await _store.StartAsync(Cancellation);
        await PutAsync(Server());
        Assert.Equal("/a", _schedule.TakeDue(_time.GetUtcNow()));
        _schedule.Done("/a", isHealthy: true, _time.GetUtcNow());

        await PutAsync(part switch
        {
            "address" => Server() with { ProxyPassUrl = "http://b.test/" },
            "mcp" => Server() with { McpEndpoint = "http://a.test/m" },
            "sse" => Server() with { SseEndpoint = "http://a.test/s" },
            "transports" => Server() with { SupportedTransports = ["sse"] },
            "off" => Server() with { IsEnabled = false },
            "name" => Server() with { ServerName = "Other" },
            "tags" => Server() with { Tags = ["t"] },
            "rating" => Server() with { Ratings = [new("kim", 5)] },
            _ => Server(),
        });

        Assert.Equal(isChecked ? "/a" : null, _schedule.TakeDue(_time.GetUtcNow()));
    }

    [Theory]
    [InlineData("/a", true)]
    [InlineData("/other", false)]
    public async Task Secrets_OfAKnownServer_CauseACheck(string key, bool isChecked)
    {
        await _store.StartAsync(Cancellation);
        await PutAsync(Server());
        _schedule.TakeDue(_time.GetUtcNow());
        _schedule.Done("/a", isHealthy: true, _time.GetUtcNow());

        await _store.CommitAsync(new DocumentBatch().Put(ServerRepository.Secrets, key, new() { Headers = [new("X-A", "v")] }, null),
            Cancellation);

        Assert.Equal(isChecked ? "/a" : null, _schedule.TakeDue(_time.GetUtcNow()));
    }

    [Fact]
    public async Task Remove_Server_IsTakenOnceMoreToClearUp()
    {
        await _store.StartAsync(Cancellation);
        await PutAsync(Server());
        _schedule.TakeDue(_time.GetUtcNow());
        _schedule.Done("/a", isHealthy: true, _time.GetUtcNow());

        await _store.CommitAsync(new DocumentBatch().Delete(ServerRepository.Servers, "/a", null), Cancellation);

        Assert.Equal("/a", _schedule.TakeDue(_time.GetUtcNow()));
        _schedule.Forget("/a");
        Assert.Equal(0, _schedule.Count);
    }

    /// <summary>
    /// In whatever order plans, checks and removals come: what is taken is due, is the earliest, and is not taken again while it is
    /// checked.
    /// </summary>
    [Fact]
    public void Schedule_AnySteps_TakesTheEarliestThatIsDueAndNoneTwice()
    {
        var step = Gen.Choose(0, 3).SelectMany(_ => Gen.Choose(0, 4).SelectMany(_ => Gen.Choose(0, 20), static (key, at) => (key, at)),
            static (what, rest) => (What: what, Key: $"/s{rest.key}", At: rest.at));
        Prop.ForAll(step.ListOf().ToArbitrary(), steps =>
        {
            var schedule = new CheckSchedule(Options.Create(new HealthOptions { Interval = TimeSpan.FromSeconds(10) }), () => 0.5);
            var planned = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
            var running = new HashSet<string>(StringComparer.Ordinal);
            var now = DateTimeOffset.UnixEpoch;
            foreach (var (what, key, at) in steps)
            {
                if (what == 0)
                {
                    schedule.Put(key, now.AddSeconds(at));
                    planned[key] = now.AddSeconds(at);
                    running.Remove(key);
                }
                else if (what == 1)
                {
                    now = now.AddSeconds(at);
                    var due = planned.Where(plan => plan.Value <= now).Select(plan => plan.Value).Order().Select(value =>
                        (DateTimeOffset?)value).FirstOrDefault();
                    var taken = schedule.TakeDue(now);
                    if (taken is null != due is null || (taken is not null && planned[taken] != due))
                    {
                        return false;
                    }

                    if (taken is not null)
                    {
                        planned.Remove(taken);
                        running.Add(taken);
                    }
                }
                else if (what == 2)
                {
                    schedule.Done(key, isHealthy: true, now);
                    if (running.Remove(key))
                    {
                        planned[key] = now.AddSeconds(10);
                    }
                }
                else
                {
                    schedule.Forget(key);
                    running.Remove(key);
                }
            }

            return schedule.Count == planned.Count + running.Count
                && schedule.NextDue == (planned.Count == 0 ? (DateTimeOffset?)null : planned.Values.Min());
        }).QuickCheckThrowOnFailure();
    }

    private static ServerRecord Server() => Records.Server("/a", url: "http://a.test/") with { IsEnabled = true };

    private async Task PutAsync(ServerRecord server) =>
        Assert.True((await _store.CommitAsync(new DocumentBatch().Put(ServerRepository.Servers, "/a", server, null),
            Cancellation)).IsSuccess);
}
