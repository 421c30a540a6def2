using System.Globalization;
using McpGateway.Core.Audit;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Proxy.Recording;
using McpGateway.Storage.Series;
using McpGateway.Tests.Storage;

namespace McpGateway.Tests.Audit;

/// <summary>Calls of a filter over time, from the sums where there are any and from the records elsewhere.</summary>
public sealed class CallHistogramTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly SqliteFixture _fixture = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _fixture.Log.AppendAsync(
        [
            CallEntry.Of(Call("kim", "mail", "read", CallOutcome.Forwarded, 1)),
            CallEntry.Of(Call("kim", "mail", "read", CallOutcome.Denied, 2)),
            CallEntry.Of(Call("lee", "mail", "send", CallOutcome.UpstreamFailed, 7)),
            CallEntry.Of(Call("lee", "time", "now", CallOutcome.Forwarded, 12)),
        ],
        Cancellation);

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("admin", null, null, null, null, null, "2/1/0 1/0/1 1/0/0")]
    [InlineData("admin", "mail", null, null, null, null, "2/1/0 1/0/1 0/0/0")]
    [InlineData("admin", "/mail/", "read", null, null, null, "2/1/0 0/0/0 0/0/0")]
    [InlineData("admin", null, null, "lee", null, null, "0/0/0 1/0/1 1/0/0")]
    [InlineData("admin", null, null, null, "denied", null, "1/1/0 0/0/0 0/0/0")]
    [InlineData("admin", "mail", null, null, "upstream_failed", null, "0/0/0 1/0/1 0/0/0")]
    [InlineData("admin", "mail", null, "lee", null, null, "0/0/0 1/0/1 0/0/0")]
    [InlineData("admin", null, "now", null, null, null, "0/0/0 0/0/0 1/0/0")]
    [InlineData("admin", null, null, null, null, "\"send\"", "0/0/0 1/0/1 0/0/0")]
    [InlineData("lee", null, null, null, null, null, "0/0/0 1/0/1 1/0/0")]
    [InlineData("lee", "mail", null, null, null, null, "0/0/0 1/0/1 0/0/0")]
    [InlineData("lee", null, null, "kim", null, null, "0/0/0 0/0/0 0/0/0")]
    public async Task Read_Filter_CountsWhatItFinds(
        string who, string? server, string? tool, string? user, string? outcome, string? text, string expected)
    {
        var filter = new CallFilter { Server = server, Target = tool, User = user, Outcome = outcome, Text = text };

        var slots = await ReadAsync(who, filter, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(5));

        Assert.Equal(expected, string.Join(' ', slots.Value!.Select(static slot => $"{slot.Calls}/{slot.Denied}/{slot.Failed}")));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("text", false)]
    public async Task Read_LongTime_IsAnsweredFromSumsOnly(string? text, bool isAnswered)
    {
        var slots = await ReadAsync("admin", new() { Text = text }, TimeSpan.FromDays(30), TimeSpan.FromHours(12));

        Assert.Equal(isAnswered ? null : ErrorKind.Unprocessable, slots.Error?.Kind);
    }

    /// <summary>The times may come from an address.</summary>
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", "9999-12-31T23:59:58Z", 1_440, null)]
    [InlineData("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", 1, null)]
    [InlineData("2026-01-02T00:00:00Z", "2026-01-03T01:00:00Z", 1, 1_500)]
    [InlineData("2026-01-02T00:00:00Z", "2026-01-03T01:00:01Z", 1, null)]
    [InlineData("9999-12-31T23:58:00Z", "9999-12-31T23:59:59.9999999Z", 1, 2)]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:02:00Z", 1, 2)]
    public async Task Read_AnyTime_HasABoundedNumberOfSlots(string from, string to, int minutes, int? expected)
    {
        var slots = await Histogram.ReadAsync(
            CallerOf("admin"), new(), Time(from), Time(to), TimeSpan.FromMinutes(minutes), Cancellation);

        Assert.Equal(expected, slots.Value?.Count);
        Assert.Equal(expected is null ? ErrorKind.Unprocessable : null, slots.Error?.Kind);
    }

    private CallHistogram Histogram => new(new SqlRecordSeries(_fixture.Database, _fixture.Partitions), _fixture.Log);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private Task<Result<IReadOnlyList<CallFigures>>> ReadAsync(string who, CallFilter filter, TimeSpan length, TimeSpan step) =>
        Histogram.ReadAsync(CallerOf(who), filter, Noon, Noon + length, step, Cancellation);

    private static CallRecord Call(string user, string server, string target, CallOutcome outcome, int minute) => new()
    {
        At = Noon.AddMinutes(minute),
        Server = server,
        Method = "tools/call",
        Target = target,
        UserName = user,
        Subject = "local:" + user,
        AuthMethod = "oauth2",
        Outcome = outcome,
        Status = 200,
        Duration = TimeSpan.FromMilliseconds(8),
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
