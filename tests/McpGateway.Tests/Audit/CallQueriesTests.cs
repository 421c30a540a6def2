using McpGateway.Core.Audit;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Proxy.Recording;
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
    [InlineData("tools/list", null, null, null, null, "e")]
    [InlineData("tools/call", "c", null, null, null, "c")]
    [InlineData(null, null, "cli", null, null, "e")]
    [InlineData(null, null, null, 503, null, "e")]
    [InlineData(null, null, null, null, "replica/2", "e")]
    [InlineData("tools/list", "e", "cli", 503, "replica/2", "e")]
    [InlineData("tools/list", null, null, 200, null, "")]
    [InlineData("", "", "", null, "", "a,b,c,d,e")]
    public async Task List_FurtherFilters_TakeWhatFits(
        string? method, string? tool, string? client, int? status, string? instance, string targets)
    {
        var queries = await SeedAsync();
        var other = Call("e", "mail", CallOutcome.Unavailable, 4) with { Method = "tools/list", ClientId = "cli", Status = 503 };
        await _fixture.Log.AppendAsync([CallEntry.Of(other, "replica/2")], Cancellation);

        var page = await queries.ListAsync(
            Admin(), new() { Method = method, Target = tool, Client = client, Status = status, Instance = instance }, Cancellation);

        Assert.Equal(targets, string.Join(',', page.Value!.Calls.Select(call => call.Target).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task List_Id_IsThatOfOneCallAndNoWayToOthersCalls()
    {
        var queries = await SeedAsync();
        var all = (await queries.ListAsync(Admin(), new(), Cancellation)).Value!.Calls;
        var lee = Admin() with { UserName = "lee", Subject = "local:lee", Permissions = CallerPermissions.None };

        var one = await queries.ListAsync(Admin(), new() { Id = all[1].Id }, Cancellation);
        var others = await queries.ListAsync(lee, new() { Id = all[1].Id }, Cancellation);
        var none = await queries.ListAsync(Admin(), new() { Id = "none" }, Cancellation);

        Assert.Equal([all[1]], one.Value!.Calls);
        Assert.Empty(others.Value!.Calls);
        Assert.Equal(ErrorKind.Invalid, none.Error?.Kind);
    }

    /// <summary>Whose calls: the filter chooses among what the caller may see, and never beyond.</summary>
    [Theory]
    [InlineData("admin", null, "a,b,c,d,own")]
    [InlineData("admin", "", "a,b,c,d,own")]
    [InlineData("admin", "kim", "a,b,c,d")]
    [InlineData("admin", "lee", "own")]
    [InlineData("admin", "admin", "")]
    [InlineData("admin", "nobody", "")]
    [InlineData("lee", null, "own")]
    [InlineData("lee", "", "own")]
    [InlineData("lee", "lee", "own")]
    [InlineData("lee", "kim", null)]
    [InlineData("lee", "admin", null)]
    [InlineData("kim", null, "a,b,c,d")]
    [InlineData("kim", "lee", null)]
    [InlineData("max", null, "")]
    [InlineData("max", "max", "")]
    [InlineData("kim elsewhere", null, "")]
    [InlineData("kim elsewhere", "kim", "")]
    public async Task List_CallerAndUserFilter_OwnCallsOrEveryonesForAdministrators(string who, string? user, string? targets)
    {
        var queries = await SeedAsync(Call("own", "mail", CallOutcome.Forwarded, 4) with { UserName = "lee", Subject = "local:lee" });
        var caller = who switch
        {
            "admin" => Admin(),
            "kim elsewhere" => Admin() with { UserName = "kim", Subject = "idp:kim", Permissions = CallerPermissions.None },
            _ => Admin() with { UserName = who, Subject = "local:" + who, Permissions = CallerPermissions.None },
        };

        var page = await queries.ListAsync(caller, new() { User = user, Server = "", Outcome = "", Text = "", Cursor = "" }, Cancellation);

        Assert.Equal(targets is null ? ErrorKind.Forbidden : null, page.Error?.Kind);
        Assert.Equal(
            targets ?? "", string.Join(',', (page.Value?.Calls ?? []).Select(call => call.Target).Order(StringComparer.Ordinal)));
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
        var log = _fixture.Log;
        CallRecord[] calls =
        [
            Call("a", "weather", CallOutcome.Forwarded, 0), Call("b", "weather", CallOutcome.Denied, 1),
            Call("c", "mail", CallOutcome.Forwarded, 2), Call("d", "mail", CallOutcome.Denied, 3), .. more,
        ];
        await log.AppendAsync([.. calls.Select(call => CallEntry.Of(call))], Cancellation);
        return new(log);
    }
}
