using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Identity.Entra.Graph;

namespace McpGateway.Tests.Identity.Entra;

public sealed class GraphPatienceTests
{
    private const string NoApplication =
        """{"error":{"code":"Request_BadRequest","message":"The appId '1' of the service principal does not reference a valid """
            + """application object."}}""";

    private readonly HastyTime _time = new();

    [Theory]
    [InlineData(429, "{}", false, true)]
    [InlineData(503, "{}", false, true)]
    [InlineData(404, "{}", true, true)]
    [InlineData(404, "{}", false, false)]
    [InlineData(400, NoApplication, true, true)]
    [InlineData(400, NoApplication, false, false)]
    [InlineData(400, "{}", true, false)]
    [InlineData(500, "{}", true, false)]
    [InlineData(504, "{}", true, false)]
    [InlineData(403, "{}", true, false)]
    [InlineData(200, "{}", true, false)]
    public async Task WaitAsync_Answers_AreWorthAnotherAttemptOrNot(int status, string body, bool isNew, bool expected) =>
        Assert.Equal(expected, await Patience(30).WaitAsync(Call(isNew), Answer(status, body), TestContext.Current.CancellationToken));

    [Fact]
    public async Task WaitAsync_SomethingNewThatNeverAppears_EndsAndWaitsLongerEachTime()
    {
        var patience = Patience(30);
        while (await patience.WaitAsync(Call(isNew: true), Answer(404), TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal([250, 500, 1000, 2000, 4000, 4000], _time.Waits.Take(6).Select(wait => wait.TotalMilliseconds));
        Assert.InRange(_time.Waits.Sum(wait => wait.TotalSeconds), 20, 30);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("30", 30)]
    [InlineData("31", null)]
    public async Task WaitAsync_RetryAfter_IsKeptOrTheAnswerStands(string retryAfter, int? seconds)
    {
        var isAgain = await Patience(30).WaitAsync(
            Call(isNew: false), Answer(429) with { Retry = RetryConditionHeaderValue.Parse(retryAfter) },
            TestContext.Current.CancellationToken);

        Assert.Equal(seconds is not null, isAgain);
        Assert.Equal(seconds is { } expected and > 0 ? [TimeSpan.FromSeconds(expected)] : [], _time.Waits);
    }

    [Fact]
    public async Task WaitAsync_AtOnceAgainAndAgain_Ends()
    {
        var patience = Patience(30);
        var attempts = 0;
        while (await patience.WaitAsync(
            Call(isNew: false), Answer(429) with { Retry = RetryConditionHeaderValue.Parse("0") }, TestContext.Current.CancellationToken))
        {
            attempts++;
        }

        Assert.Equal(12, attempts);
    }

    [Fact]
    public async Task WaitAsync_RetryAfterADate_WaitsUntilThen()
    {
        var date = (_time.GetUtcNow() + TimeSpan.FromSeconds(5)).ToString("R", CultureInfo.InvariantCulture);

        Assert.True(await Patience(30).WaitAsync(
            Call(isNew: false), Answer(503) with { Retry = RetryConditionHeaderValue.Parse(date) }, TestContext.Current.CancellationToken));
        Assert.Equal([TimeSpan.FromSeconds(5)], _time.Waits);
    }

    private GraphPatience Patience(int seconds) => new(TimeSpan.FromSeconds(seconds), _time);

    private static GraphCall Call(bool isNew) => GraphCall.Get("users", "User.Read.All") with { IsAboutSomethingNew = isNew };

    private static OutboundAnswer Answer(int status, string body = "{}") => new((HttpStatusCode)status, Encoding.UTF8.GetBytes(body));

    /// <summary>A clock on which every wait is over at once, and remembered.</summary>
    private sealed class HastyTime : TimeProvider
    {
        private readonly DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public List<TimeSpan> Waits { get; } = [];

        public override DateTimeOffset GetUtcNow() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
