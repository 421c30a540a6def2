using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.Core.Audit;
using McpGateway.Foundation.Records;
using McpGateway.Identity.Users;
using McpGateway.Proxy.Recording;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Composition;

/// <summary>Sums of calls and files of them over HTTP: one's own, or everyone's for administrators.</summary>
public sealed class CallNumbersTests : IAsyncLifetime
{
    private ComposedGateway _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await ComposedGateway.StartAsync();
        await _gateway.CreateGroupAsync("clock", [], new Dictionary<string, string[]>());
        await _gateway.CreateUserAsync("kim", "clock");
        await _gateway.CreateUserAsync("lee", "clock");
        await _gateway.Services.GetRequiredService<IRecordLog>().AppendAsync(
            [
                .. Enumerable.Range(0, 3).Select(number => CallEntry.Of(Call("kim", "=now", CallOutcome.Forwarded, number))),
                CallEntry.Of(Call("kim", "later", CallOutcome.Denied, 3)), CallEntry.Of(Call("lee", "now", CallOutcome.Forwarded, 4)),
            ],
            null,
            Cancellation);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData(ComposedGateway.Administrator, "group_by=server&whole=true", "currenttime:5")]
    [InlineData(ComposedGateway.Administrator, "group_by=user&whole=true", "kim:4 lee:1")]
    [InlineData(ComposedGateway.Administrator, "group_by=user&key=lee&step=60", "lee:1")]
    [InlineData(ComposedGateway.Administrator, "group_by=tool&top=1&step=60", "others:2 currenttime/=now:3")]
    [InlineData(ComposedGateway.Administrator, "group_by=OUTCOME&whole=true", "denied:1 forwarded:4")]
    [InlineData("kim", "", ":4")]
    [InlineData("lee", "whole=true", ":1")]
    public async Task Series_Caller_GetsWhatItMaySee(string who, string query, string expected)
    {
        using var client = await _gateway.SignedInAsync(who);

        var answer = await client.GetFromJsonAsync<JsonElement>(
            new Uri($"/api/audit/series?{Hours}&{query}", UriKind.Relative), Cancellation);

        Assert.Equal(
            expected.Split(' ').Order(StringComparer.Ordinal),
            string.Join(' ', answer.GetProperty("points").EnumerateArray()
                .GroupBy(static point => point.TryGetProperty("key", out var key) ? key.GetString() : "others")
                .Select(static points => $"{points.Key!.Replace(' ', '/')}:"
                    + points.Sum(static point => point.GetProperty("calls").GetInt64())))
                .Split(' ').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Series_Point_HasEverythingThatIsCounted()
    {
        using var client = await _gateway.SignedInAsync("kim");

        var answer = await client.GetFromJsonAsync<JsonElement>(
            new Uri($"/api/audit/series?{Hours}&whole=true", UriKind.Relative), Cancellation);

        var point = Assert.Single(answer.GetProperty("points").EnumerateArray());
        Assert.Equal((40L, 80L), (point.GetProperty("bytes_in").GetInt64(), point.GetProperty("bytes_out").GetInt64()));
        Assert.Equal(1, point.GetProperty("outcomes").GetProperty("denied").GetInt64());
        Assert.InRange(point.GetProperty("p95_ms").GetDouble(), 4.5, 5.5);
    }

    [Theory]
    [InlineData("kim", "series?group_by=server", HttpStatusCode.Forbidden, "Only administrators")]
    [InlineData("kim", "series?group_by=caller&whole=true", HttpStatusCode.Forbidden, "Only administrators")]
    [InlineData("kim", "series?group_by=9", HttpStatusCode.BadRequest, "group_by")]
    [InlineData("kim", "series?group_by=mood", HttpStatusCode.BadRequest, "group_by")]
    [InlineData("kim", "series?from=yesterday", HttpStatusCode.BadRequest, "from")]
    [InlineData("kim", "series?from=2030-01-02&to=2030-01-01", HttpStatusCode.BadRequest, "from")]
    [InlineData("kim", "series?to=0001-01-01", HttpStatusCode.BadRequest, "'to'")]
    [InlineData("kim", "series?to=0000-01-01", HttpStatusCode.BadRequest, "'to'")]
    [InlineData("kim", "series?to=9999-12-31T23:59:59-14:00", HttpStatusCode.BadRequest, "'to'")]
    [InlineData("kim", "series?top=-1", HttpStatusCode.BadRequest, "top")]
    [InlineData("kim", "calls?limit=-1", HttpStatusCode.BadRequest, "limit")]
    [InlineData("kim", "calls?limit=2147483647", HttpStatusCode.BadRequest, "1 to 1000")]
    [InlineData("kim", "calls?status=99999999999", HttpStatusCode.BadRequest, "status")]
    [InlineData(ComposedGateway.Administrator, "executive-summary?days=2147483647", HttpStatusCode.BadRequest, "366")]
    [InlineData(ComposedGateway.Administrator, "executive-summary?days=-1", HttpStatusCode.BadRequest, "days")]
    [InlineData(ComposedGateway.Administrator, "events?limit=-1", HttpStatusCode.BadRequest, "limit")]
    [InlineData("kim", "series?step=0", HttpStatusCode.BadRequest, "step")]
    [InlineData("kim", "series?step=-5", HttpStatusCode.BadRequest, "step")]
    [InlineData("kim", "series?step=1&from=2020-01-01&to=2020-03-01", HttpStatusCode.BadRequest, "step")]
    [InlineData("kim", "series?top=0", HttpStatusCode.BadRequest, "keys")]
    [InlineData("kim", "calls/export?user=lee", HttpStatusCode.Forbidden, "Only administrators")]
    [InlineData("kim", "calls/export?format=xlsx", HttpStatusCode.BadRequest, "format")]
    [InlineData("kim", "calls/export?limit=0", HttpStatusCode.BadRequest, "limit")]
    [InlineData("kim", "calls/export?limit=1000001", HttpStatusCode.BadRequest, "limit")]
    [InlineData("kim", "calls/export?from=never", HttpStatusCode.BadRequest, "from")]
    [InlineData("kim", "calls/export?cursor=mine", HttpStatusCode.BadRequest, "cursor")]
    public async Task Question_ThatCannotBeAnswered_SaysWhy(string who, string query, HttpStatusCode status, string text)
    {
        using var client = await _gateway.SignedInAsync(who);

        using var answer = await client.GetAsync(new Uri("/api/audit/" + query, UriKind.Relative), Cancellation);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(text, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The ends of what a time, a number or a cursor can be.</summary>
    [Fact]
    public async Task Question_AtTheEndsOfTime_IsNoFault()
    {
        const string All = "from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59.9999999Z";
        const string Last = "from=9999-12-31T23:58:00Z&to=9999-12-31T23:59:59.9999999Z";
        const string Cursor = "9223372036854775807-9223372036854775807";
        string[] questions =
        [
            "audit/series?" + All, "audit/series?" + Last, "audit/series?whole=true&" + Last, "audit/series?step=2147483647&" + All,
            "audit/series?step=2147483647&whole=true&" + All, "audit/series?step=1051200&whole=true&from=0001-01-01",
            "audit/series?from=0001-01-01&to=0001-01-02", "audit/series?to=0001-01-01T00:00:00.0000001Z", "audit/calls?" + All,
            "audit/calls?" + Last, "audit/calls?id=" + Cursor, "audit/calls?cursor=" + Cursor, "audit/calls?status=2147483647",
            "audit/calls/export?" + All, "audit/events?" + All, "audit/events?cursor=9223372036854775807-sign_in-9223372036854775807",
            "audit/events?status_min=0&status_max=2147483647", "audit/statistics?" + All, "audit/export?" + All,
            "audit/executive-summary?days=366", "metrics/database?" + All,
        ];
        using var client = await _gateway.SignedInAsync(ComposedGateway.Administrator);

        foreach (var question in questions)
        {
            using var answer = await client.GetAsync(new Uri("/api/" + question, UriKind.Relative), Cancellation);
            Assert.True((int)answer.StatusCode < 500, $"{question}: {answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData(ComposedGateway.Administrator, "", 5)]
    [InlineData(ComposedGateway.Administrator, "&limit=2", 2)]
    [InlineData(ComposedGateway.Administrator, "&outcome=denied", 1)]
    [InlineData("kim", "", 4)]
    [InlineData("lee", "", 1)]
    public async Task Export_Csv_IsAFileOfWhatTheCallerMaySee(string who, string query, int calls)
    {
        using var client = await _gateway.SignedInAsync(who);

        using var answer = await client.GetAsync(
            new Uri("/api/audit/calls/export?server=currenttime&method=tools/call" + query, UriKind.Relative), Cancellation);
        var lines = (await answer.Content.ReadAsStringAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("calls.csv", answer.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        Assert.Equal(calls, lines.Length - 1);
        Assert.DoesNotContain(lines, static line => line.Contains(",=now", StringComparison.Ordinal));
    }

    /// <summary>More than a page of the store.</summary>
    [Fact]
    public async Task Export_JsonLines_GoesOverManyPages()
    {
        await _gateway.Services.GetRequiredService<IRecordLog>().AppendAsync(
            [.. Enumerable.Range(0, 2_300).Select(number => CallEntry.Of(Call("kim", "many", CallOutcome.Forwarded, number)))], null,
            Cancellation);
        using var client = await _gateway.SignedInAsync("kim");

        var text = await client.GetStringAsync(new Uri("/api/audit/calls/export?format=jsonl&tool=many", UriKind.Relative), Cancellation);
        var calls = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement);

        Assert.Equal(2_300, calls.Select(static call => call.GetProperty("id").GetString()).Distinct(StringComparer.Ordinal).Count());
    }

    private static DateTimeOffset Start => new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private static string Hours => string.Create(
        CultureInfo.InvariantCulture, $"from={Start:yyyy-MM-ddTHH:mm:ssZ}&to={Start.AddHours(2):yyyy-MM-ddTHH:mm:ssZ}");

    private CallRecord Call(string user, string target, CallOutcome outcome, int second) => new()
    {
        At = Start.AddSeconds(second),
        Server = "currenttime",
        Method = "tools/call",
        Target = target,
        UserName = user,
        Subject = _gateway.Services.GetRequiredService<IUserDirectory>().Current.Find(user)!.SubjectOf(),
        AuthMethod = "traditional",
        Outcome = outcome,
        Status = 200,
        Duration = TimeSpan.FromMilliseconds(5),
        RequestBytes = 10,
        ResponseBytes = 20,
    };
}
