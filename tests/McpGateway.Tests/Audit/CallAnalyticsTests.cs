using McpGateway.Core.Audit;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Proxy.Recording;
using McpGateway.Storage.Series;
using McpGateway.Tests.Storage;
using McpGateway.Tests.Web;

namespace McpGateway.Tests.Audit;

/// <summary>Who may see which numbers of calls, and what they are, on a real store.</summary>
public sealed class CallAnalyticsTests : IAsyncLifetime
{
    private readonly SqliteFixture _fixture = new(TimeProvider.System);
    private readonly SteppedTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _fixture.Log.AppendAsync(
        [
            CallEntry.Of(Call("kim", "weather", "now", CallOutcome.Forwarded)),
            CallEntry.Of(Call("kim", "weather", "now", CallOutcome.Denied)),
            CallEntry.Of(Call("kim", "mail", "read", CallOutcome.UpstreamTimedOut)),
            CallEntry.Of(Call("lee", "mail", "send", CallOutcome.Forwarded)),
            CallEntry.Of(Call("lee", "mail", "send", CallOutcome.ClientGone) with { At = Now.AddDays(-20) }),
        ],
        Cancellation);

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("admin", "", "24h", "4:1:1")]
    [InlineData("admin", "", "30d", "5:1:1")]
    [InlineData("admin", "server=mail", "24h", "2:0:1")]
    [InlineData("admin", "server=mail tool=send", "30d", "2:0:0")]
    [InlineData("admin", "user=kim", "1h", "3:1:1")]
    [InlineData("admin", "client=cli", "24h", "4:1:1")]
    [InlineData("admin", "server=nothing", "24h", "0:0:0")]
    [InlineData("kim", "", "24h", "3:1:1")]
    [InlineData("kim", "server=mail", "24h", "1:0:1")]
    [InlineData("max", "", "30d", "0:0:0")]
    [InlineData("kim", "server=mail tool=read", "24h", "forbidden")]
    [InlineData("kim", "user=lee", "24h", "forbidden")]
    [InlineData("kim", "user=kim", "24h", "forbidden")]
    [InlineData("kim", "client=cli", "24h", "forbidden")]
    public async Task Read_Subject_CallsDeniedAndFailed(string who, string subject, string range, string expected)
    {
        var read = await Analytics.ReadAsync(CallerOf(who), Subject(subject), CallRange.Find(range, CallRange.Day), Cancellation);

        Assert.Equal(
            expected,
            read.IsSuccess ? $"{read.Value.Whole.Calls}:{read.Value.Whole.Denied}:{read.Value.Whole.Failed}" : "forbidden");
        if (read.IsSuccess)
        {
            Assert.Equal(read.Value.Whole.Calls, read.Value.Slots.Sum(static slot => slot.Calls));
        }
    }

    [Theory]
    [InlineData("admin", "", CallSplit.Server, "mail:2 weather:2")]
    [InlineData("admin", "", CallSplit.Tool, "mail read:1 mail send:1 weather now:2")]
    [InlineData("admin", "", CallSplit.User, "kim:3 lee:1")]
    [InlineData("admin", "", CallSplit.Client, "cli:4")]
    [InlineData("admin", "server=mail", CallSplit.Tool, "mail read:1 mail send:1")]
    [InlineData("admin", "server=mail", CallSplit.User, "kim:1 lee:1")]
    [InlineData("admin", "user=kim", CallSplit.Server, "mail:1 weather:2")]
    [InlineData("admin", "user=kim", CallSplit.Tool, "Invalid")]
    [InlineData("kim", "", CallSplit.Server, "mail:1 weather:2")]
    [InlineData("max", "", CallSplit.Server, "")]
    [InlineData("kim", "", CallSplit.User, "Forbidden")]
    [InlineData("kim", "", CallSplit.Tool, "Forbidden")]
    [InlineData("kim", "server=mail", CallSplit.User, "Forbidden")]
    [InlineData("kim", "user=lee", CallSplit.Server, "Forbidden")]
    public async Task Split_Subject_IsWhatTheCallerMaySee(string who, string subject, CallSplit by, string expected)
    {
        var split = await Analytics.SplitAsync(CallerOf(who), Subject(subject), CallRange.Day, by, Cancellation);

        Assert.Equal(
            expected,
            split.Error?.Kind.ToString()
                ?? string.Join(' ', split.Value!.Select(static line => $"{line.Key}:{line.Calls}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Read_ServerOfSomebodyWhoWasRenamed_HasTheCallsOfBothNames()
    {
        var before = Call("kim", "mail", "read", CallOutcome.Forwarded) with { UserName = "kimberly" };
        await _fixture.Log.AppendAsync([CallEntry.Of(before), CallEntry.Of(before with { At = Now.AddMinutes(-70) })], Cancellation);

        var read = await Analytics.ReadAsync(CallerOf("kim"), Subject("server=mail"), CallRange.Day, Cancellation);

        Assert.Equal(3, read.Value!.Whole.Calls);
        Assert.Equal(3, read.Value.Slots.Sum(static slot => slot.Calls));
    }

    [Theory]
    [InlineData("1h", 60)]
    [InlineData("6h", 60)]
    [InlineData("24h", 48)]
    [InlineData("7d", 56)]
    [InlineData("30d", 60)]
    public async Task Read_Range_HasItsSlotsEmptyOnesToo(string range, int slots)
    {
        var read = await Analytics.ReadAsync(CallerOf("admin"), CallSubject.Everything, CallRange.Find(range, CallRange.Day), Cancellation);

        Assert.InRange(read.Value!.Slots.Count, slots, slots + 1);
        Assert.Contains(read.Value.Slots, static slot => slot is { Calls: 0, P95: null });
        Assert.NotNull(read.Value.Whole.P95);
        Assert.True(read.Value.Slots.Zip(read.Value.Slots.Skip(1)).All(pair => pair.Second.At - pair.First.At == read.Value.Range.Step));
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private CallAnalytics Analytics => new(new SqlRecordSeries(_fixture.Database, _fixture.Partitions), _time);

    private static CallSubject Subject(string text)
    {
        var stated = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static part => part.Split('='))
            .ToDictionary(static part => part[0], static part => part[1], StringComparer.Ordinal);
        return new()
        {
            Server = stated.GetValueOrDefault("server"),
            Tool = stated.GetValueOrDefault("tool"),
            User = stated.GetValueOrDefault("user"),
            Client = stated.GetValueOrDefault("client"),
        };
    }

    private CallRecord Call(string user, string server, string target, CallOutcome outcome) => new()
    {
        At = Now.AddMinutes(-10),
        Server = server,
        Method = "tools/call",
        Target = target,
        UserName = user,
        Subject = "local:" + user,
        AuthMethod = "oauth2",
        ClientId = "cli",
        Outcome = outcome,
        Status = 200,
        Duration = TimeSpan.FromMilliseconds(8),
        RequestBytes = 10,
        ResponseBytes = 20,
    };

    private static Caller CallerOf(string name) => new()
    {
        UserName = name,
        Subject = "local:" + name,
        Groups = [],
        Scopes = [],
        AuthMethod = "traditional",
        Provider = "local",
        Permissions = CallerPermissions.None with { IsAdmin = name == "admin" },
    };
}
