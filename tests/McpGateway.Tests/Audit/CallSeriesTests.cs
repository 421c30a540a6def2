using McpGateway.Core.Audit;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Proxy.Recording;
using McpGateway.Storage.Series;
using McpGateway.Tests.Storage;

namespace McpGateway.Tests.Audit;

/// <summary>Who may see which sums, on a real store.</summary>
public sealed class CallSeriesTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly SqliteFixture _fixture = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("admin", SeriesDimension.Total, null, ":3")]
    [InlineData("admin", SeriesDimension.Server, null, "mail:1 weather:2")]
    [InlineData("admin", SeriesDimension.Tool, null, "mail send:1 weather now:2")]
    [InlineData("admin", SeriesDimension.User, "lee", "lee:1")]
    [InlineData("admin", SeriesDimension.Outcome, null, "denied:1 forwarded:2")]
    [InlineData("kim", SeriesDimension.Total, null, ":2")]
    [InlineData("lee", SeriesDimension.Total, null, ":1")]
    [InlineData("lee", SeriesDimension.Total, "kim", ":1")]
    [InlineData("max", SeriesDimension.Total, null, "")]
    [InlineData("kim", SeriesDimension.Server, null, null)]
    [InlineData("kim", SeriesDimension.User, "kim", null)]
    [InlineData("kim", SeriesDimension.Subject, "local:lee", null)]
    public async Task Read_Caller_SumsOfOwnCallsOrEveryonesForAdministrators(
        string who, SeriesDimension groupBy, string? key, string? expected)
    {
        await _fixture.Log.AppendAsync(
            [
                CallEntry.Of(Call("kim", "weather", "now", CallOutcome.Forwarded)),
                CallEntry.Of(Call("kim", "weather", "now", CallOutcome.Denied)),
                CallEntry.Of(Call("lee", "mail", "send", CallOutcome.Forwarded)),
            ],
            Cancellation);

        var sums = await Series().ReadAsync(
            CallerOf(who), Noon, Noon.AddHours(1), TimeSpan.FromHours(1), groupBy, key, 10, Cancellation);

        Assert.Equal(expected is null ? ErrorKind.Forbidden : null, sums.Error?.Kind);
        Assert.Equal(
            expected ?? "",
            string.Join(' ', (sums.Value?.Points ?? []).Select(point => $"{point.Key}:{point.Calls}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Read_Call_BringsBytesAndDuration()
    {
        await _fixture.Log.AppendAsync([CallEntry.Of(Call("kim", "weather", "now", CallOutcome.Forwarded))], Cancellation);

        var sums = await Series().ReadAsync(
            CallerOf("admin"), Noon, Noon.AddHours(1), TimeSpan.FromMinutes(5), SeriesDimension.Total, null, 1, Cancellation);

        var point = Assert.Single(sums.Value!.Points);
        Assert.Equal((10L, 20L, 8.0), (point.BytesIn, point.BytesOut, point.Mean!.Value));
        Assert.InRange(point.P95!.Value, 7.2, 8.8);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(90, 10)]
    [InlineData(60, 0)]
    [InlineData(60, IRecordSeries.MaxKeys + 1)]
    public async Task Read_StepOrTopOutOfRange_IsRefused(int seconds, int top) => Assert.Equal(
        ErrorKind.Invalid,
        (await Series().ReadAsync(
            CallerOf("admin"), Noon, Noon.AddHours(1), TimeSpan.FromSeconds(seconds), SeriesDimension.Total, null, top, Cancellation))
            .Error?.Kind);

    private static CallRecord Call(string user, string server, string target, CallOutcome outcome) => new()
    {
        At = Noon.AddMinutes(1),
        Server = server,
        Method = "tools/call",
        Target = target,
        UserName = user,
        Subject = "local:" + user,
        AuthMethod = "oauth2",
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

    private CallSeries Series() => new(new SqlRecordSeries(_fixture.Database, _fixture.Partitions));
}
