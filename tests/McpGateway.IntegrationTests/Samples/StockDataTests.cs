using System.Text.Json;
using Fininfo;
using Fininfo.Polygon;
using Fininfo.SampleData;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using ServerSupport;

namespace McpGateway.IntegrationTests.Samples;

/// <summary>Where the prices of fininfo come from.</summary>
public sealed class StockDataTests
{
    private const string Key = "polygon-key-of-a-test";

    private static readonly AggregateQuery Week = new("MSFT", 1, Timespan.Day, "2026-01-03", "2026-01-11");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SampleData_AWeek_HasADayForEachDayOfTrade_AndSaysThatItIsMadeUp()
    {
        var answer = await SampleAsync(Week);

        Assert.Equal(
            ["2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09"],
            answer.Results!.Select(static bar => $"{DateTimeOffset.FromUnixTimeMilliseconds(bar.Time):yyyy-MM-dd}"));
        Assert.Equal(("MSFT", 5, "OK"), (answer.Ticker, answer.ResultsCount, answer.Status));
        Assert.StartsWith("Sample data: made up", answer.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SampleData_UnknownName_IsEmptyAndNamesTheKnownOnes()
    {
        var answer = await SampleAsync(Week with { StockTicker = "NOPE" });

        Assert.Empty(answer.Results!);
        Assert.Contains("AAPL", answer.Note, StringComparison.Ordinal);
    }

    /// <summary>Whatever is asked, windows lie in order, and open and close between low and high.</summary>
    [Fact]
    public void SampleData_AnyQuery_IsConsistent()
    {
        var queries =
            from unit in Gen.Elements(Enum.GetValues<Timespan>())
            from multiplier in Gen.Choose(1, 30)
            from begin in Gen.Choose(0, 500)
            from days in Gen.Choose(0, 40)
            from sort in Gen.Elements((SortOrder?)null, SortOrder.Asc, SortOrder.Desc)
            let first = new DateOnly(2024, 12, 20).AddDays(begin)
            select new AggregateQuery(
                "TSLA", multiplier, unit, $"{first:yyyy-MM-dd}", $"{first.AddDays(days):yyyy-MM-dd}", Sort: sort, Limit: 200);
        Prop.ForAll(queries.ToArbitrary(), static query =>
        {
            var bars = new SampleStockData().AggregatesAsync(query, CancellationToken.None).GetAwaiter().GetResult().Results!;
            var times = bars.Select(static bar => bar.Time).ToArray();
            var ordered = query.Sort == SortOrder.Desc ? times.OrderDescending() : times.Order();
            return bars.Count <= 200 && times.SequenceEqual(ordered) && times.Distinct().Count() == times.Length
                && bars.All(static bar => bar is { Low: > 0, Volume: > 0 } && bar.Low <= bar.Open && bar.Open <= bar.High
                    && bar.Low <= bar.Close && bar.Close <= bar.High);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task SampleData_TheSameDay_HasTheSamePricesWhateverTheWindow()
    {
        var day = (await SampleAsync(Week with { FromDate = "2026-01-05", ToDate = "2026-01-05" })).Results!.Single();
        var hours = (await SampleAsync(Week with { FromDate = "2026-01-05", ToDate = "2026-01-05", Timespan = Timespan.Hour })).Results!;

        Assert.Equal((day.Open, day.Close), (hours[0].Open, hours[^1].Close));
    }

    [Fact]
    public async Task Query_TooManyWindows_IsRefused() => Assert.Contains(
        "too many windows",
        (await Assert.ThrowsAsync<ToolException>(
            () => SampleAsync(Week with { Timespan = Timespan.Minute, FromDate = "1970-01-01", ToDate = "2199-12-31" }))).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Polygon_IsAskedWithTheKeyInAHeader_AndItsAnswerIsPassedOn()
    {
        (string Address, string Authorization) seen = default;
        await using var polygon = await PolygonAsync(context =>
        {
            seen = (context.Request.Path + context.Request.QueryString.Value, context.Request.Headers.Authorization.ToString());
            return context.Response.WriteAsync(
                """{"ticker":"MSFT","queryCount":1,"resultsCount":1,"adjusted":true,"status":"OK","request_id":"r","count":1,"extra":7,"""
                + """ "results":[{"v":70790813.0,"vw":131.6,"o":130.4,"c":131.9,"h":132.5,"l":129.8,"t":1673240400000,"n":645365}]}""");
        });
        using var data = new PolygonStockData(new(Key, new(polygon.Urls.Single() + "/")), TimeProvider.System);

        var answer = await data.AggregatesAsync(Week with { Sort = SortOrder.Desc, Limit = 10 }, Cancellation);

        Assert.Equal(
            ("/v2/aggs/ticker/MSFT/range/1/day/2026-01-03/2026-01-11?adjusted=true&sort=desc&limit=10", "Bearer " + Key), seen);
        Assert.Equal((131.9m, 645365L, "7"), (answer.Results![0].Close, answer.Results[0].Transactions, answer.More!["extra"].ToString()));
        Assert.Null(answer.Note);
        Assert.Contains("\"resultsCount\":1", JsonSerializer.Serialize(answer, SampleJson.Options), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "{}", "Polygon refuses the key")]
    [InlineData(429, "{}", "allows no more requests")]
    [InlineData(404, "{}", "Polygon answers 404.")]
    [InlineData(302, "", "Polygon answers 302.")]
    [InlineData(200, "no JSON", "cannot be read")]
    public async Task Polygon_Refuses_TheCallerIsToldWhy(int status, string body, string expected)
    {
        await using var polygon = await PolygonAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        });
        using var data = new PolygonStockData(new(Key, new(polygon.Urls.Single() + "/")), TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<ToolException>(() => data.AggregatesAsync(Week, Cancellation));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Polygon_FailsInPassing_IsAskedAgain()
    {
        var asked = 0;
        await using var polygon = await PolygonAsync(context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref asked) == 1 ? 503 : 200;
            return context.Response.WriteAsync("""{"ticker":"MSFT","status":"OK"}""");
        });
        using var data = new PolygonStockData(new(Key, new(polygon.Urls.Single() + "/")), TimeProvider.System);

        Assert.Equal("MSFT", (await data.AggregatesAsync(Week, Cancellation)).Ticker);
        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData(null, null, "none")]
    [InlineData(" ", null, "none")]
    [InlineData("k", null, "https://api.polygon.io/")]
    [InlineData("k", "http://127.0.0.1:1", "http://127.0.0.1:1/")]
    [InlineData("k", "http://polygon.example", "POLYGON_API_URL must be an https address: the key is sent there.")]
    [InlineData("k", "nowhere", "POLYGON_API_URL must be an https address: the key is sent there.")]
    public void PolygonSettings_Of(string? key, string? url, string expected)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("POLYGON_API_KEY", key), new("POLYGON_API_URL", url)]).Build();
        var failure = Record.Exception(() => Assert.Equal(expected, PolygonSettings.From(configuration)?.ToString() ?? "none"));

        Assert.True(failure is null || failure.Message == expected, failure?.Message);
    }

    private static Task<StockAggregates> SampleAsync(AggregateQuery query) =>
        new SampleStockData().AggregatesAsync(query, Cancellation);

    private static async Task<WebApplication> PolygonAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(Cancellation);
        return app;
    }
}
