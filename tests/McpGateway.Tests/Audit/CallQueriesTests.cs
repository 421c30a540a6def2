using McpGateway.Core.Audit;
using McpGateway.Foundation;
using McpGateway.Proxy.Recording;
using McpGateway.Storage.Records;
using McpGateway.Tests.Storage;

namespace McpGateway.Tests.Audit;

/// <summary>Filters and sums of recorded calls, on a real store.</summary>
public sealed class CallQueriesTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly SqliteFixture _fixture = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData(null, null, null, "a,b,c,d")]
    [InlineData("weather", null, null, "a,b")]
    [InlineData("/weather/", null, null, "a,b")]
    [InlineData("mail", null, null, "c,d")]
    [InlineData(null, "denied", null, "b,d")]
    [InlineData("mail", "denied", null, "d")]
    [InlineData(null, "nothing", null, "")]
    [InlineData(null, null, "\"c\"", "c")]
    [InlineData(null, null, "TOOLS/CALL", "a,b,c,d")]
    public async Task List_Filter_TakesWhatFits(string? server, string? outcome, string? text, string targets)
    {
        var queries = await SeedAsync();

        var page = await queries.ListAsync(Admin(), new() { Server = server, Outcome = outcome, Text = text }, Cancellation);

        Assert.Equal(targets, string.Join(',', page.Value!.Calls.Select(call => call.Target).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData(0, 60, "a,b,c,d")]
    [InlineData(1, 60, "b,c,d")]
    [InlineData(0, 1, "a")]
    [InlineData(1, 3, "b,c")]
    [InlineData(4, 60, "")]
    public async Task List_Times_BeginInclusiveAndEndExclusive(int from, int to, string targets)
    {
        var queries = await SeedAsync();

        var page = await queries.ListAsync(Admin(), new() { From = Noon.AddMinutes(from), To = Noon.AddMinutes(to) }, Cancellation);

        Assert.Equal(targets, string.Join(',', page.Value!.Calls.Select(call => call.Target).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task List_Pages_FollowTheCursorNewestFirst()
    {
        var queries = await SeedAsync();
        var seen = new List<string?>();
        string? cursor = null;

        do
        {
            var page = await queries.ListAsync(Admin(), new() { Limit = 3, Cursor = cursor }, Cancellation);
            seen.AddRange(page.Value!.Calls.Select(call => call.Target));
            cursor = page.Value.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(["d", "c", "b", "a"], seen);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1001, null)]
    [InlineData(-1, null)]
    [InlineData(10, "not a cursor")]
    public async Task List_LimitOrCursorThatIsNone_IsRefused(int limit, string? cursor) => Assert.Equal(
        ErrorKind.Invalid, (await (await SeedAsync()).ListAsync(Admin(), new() { Limit = limit, Cursor = cursor },
            Cancellation)).Error?.Kind);

    [Fact]
    public async Task Summarise_Slots_CountCallsDeniedAndFailed()
    {
        var queries = await SeedAsync(Call("e", "mail", CallOutcome.UpstreamTimedOut, 6), Call("f", "mail", CallOutcome.ClientGone, 7));

        var summary = await queries.SummariseAsync(Admin(), Noon, Noon.AddMinutes(10), TimeSpan.FromMinutes(5), Cancellation);

        Assert.Equal((6L, 2L, 1L), (summary.Calls, summary.Denied, summary.Failed));
        Assert.Equal([(Noon, 4L, 2L), (Noon.AddMinutes(5), 2L, 1L)], summary.Slots.Select(slot => (slot.At, slot.Calls, slot.Bad)));
        Assert.NotNull(summary.P95);
    }

    [Fact]
    public async Task Summarise_NoCalls_HasEmptySlotsAndNoPercentile()
    {
        var summary = await (await SeedAsync()).SummariseAsync(Admin(), Noon.AddDays(1), Noon.AddDays(1).AddMinutes(20),
            TimeSpan.FromMinutes(5), Cancellation);

        Assert.Equal((0L, 0L, 0L, null), (summary.Calls, summary.Denied, summary.Failed, summary.P95));
        Assert.Equal(4, summary.Slots.Count);
        Assert.All(summary.Slots, slot => Assert.Equal((0L, 0L), (slot.Calls, slot.Bad)));
    }

    [Fact]
    public async Task Summarise_OtherPeoplesCalls_AreNotACallersOwn()
    {
        var queries = await SeedAsync(Call("own", "mail", CallOutcome.Denied, 1) with { UserName = "lee", Subject = "local:lee" });
        var lee = Admin() with { UserName = "lee", Subject = "local:lee", Permissions = CallerPermissions.None };

        var summary = await queries.SummariseAsync(lee, Noon, Noon.AddMinutes(10), TimeSpan.FromMinutes(5), Cancellation);

        Assert.Equal((1L, 1L), (summary.Calls, summary.Denied));
    }

    [Fact]
    public async Task Summarise_TimeWithinASlot_BeginsWithThatSlot()
    {
        var summary = await (await SeedAsync()).SummariseAsync(Admin(), Noon.AddMinutes(2), Noon.AddMinutes(7), TimeSpan.FromMinutes(5),
            Cancellation);

        Assert.Equal([Noon, Noon.AddMinutes(5)], summary.Slots.Select(slot => slot.At));
        Assert.Equal(2, summary.Calls);
    }

    private static CallRecord Call(string target, string server, CallOutcome outcome, int minute) => new()
    {
        At = Noon.AddMinutes(minute),
        Server = server,
        Method = "tools/call",
        Target = target,
        UserName = "kim",
        Subject = "local:kim",
        AuthMethod = "oauth2",
        Outcome = outcome,
        Status = 200,
        Duration = TimeSpan.FromMilliseconds(5),
    };

    private static Caller Admin() => new()
    {
        UserName = "admin",
        Subject = "local:admin",
        Groups = [],
        Scopes = [],
        AuthMethod = "traditional",
        Provider = "local",
        Permissions = CallerPermissions.None with { IsAdmin = true },
    };

    /// <summary>Four calls, a minute apart: a and b to weather, c and d to mail; b and d were denied.</summary>
    private async Task<CallQueries> SeedAsync(params CallRecord[] more)
    {
        var log = new SqlRecordLog(_fixture.Database);
        CallRecord[] calls =
        [
            Call("a", "weather", CallOutcome.Forwarded, 0), Call("b", "weather", CallOutcome.Denied, 1),
            Call("c", "mail", CallOutcome.Forwarded, 2), Call("d", "mail", CallOutcome.Denied, 3), .. more,
        ];
        await log.AppendAsync([.. calls.Select(CallEntry.Of)], Cancellation);
        return new(log);
    }
}
