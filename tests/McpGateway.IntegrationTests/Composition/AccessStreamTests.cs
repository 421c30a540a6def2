using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.Core.Audit;
using McpGateway.Foundation.Records;
using McpGateway.Proxy.Recording;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Composition;

/// <summary>Calls in the form of events: the stream <c>mcp_access</c> (gateway contract §14.8).</summary>
public sealed class AccessStreamTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = DateTimeOffset.UtcNow.AddMinutes(-5);

    private ComposedGateway _gateway = null!;
    private HttpClient _admin = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await ComposedGateway.StartAsync();
        _admin = await _gateway.SignedInAsync("admin");
        CallRecord[] calls =
        [
            Call("ann", "time", "tools/call", "now", CallOutcome.Forwarded, 200, 1),
            Call("ann", "time", "tools/call", "now", CallOutcome.ToolError, 200, 2),
            Call("bob", "time", "tools/call", "later", CallOutcome.Denied, 403, 3),
            Call("", "time", "tools/list", null, CallOutcome.Unauthenticated, 401, 4),
            Call("ann", "travel", "message/send", "book", CallOutcome.Forwarded, 200, 5),
            Call("ann", "files", "resources/read", "file:///=a", CallOutcome.UpstreamTimedOut, 504, 6),
        ];
        await _gateway.Services.GetRequiredService<IRecordLog>().AppendAsync([.. calls.Select(static call => CallEntry.Of(call))], Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _gateway.DisposeAsync();
    }

    [Theory]
    [InlineData("", "read files failure, send travel success, list time denied, call time denied, call time failure, call time success")]
    [InlineData("&outcome=success", "send travel success, call time success")]
    [InlineData("&outcome=failure", "read files failure, call time failure")]
    [InlineData("&decision=DENY", "list time denied, call time denied")]
    [InlineData("&username=bob", "call time denied")]
    [InlineData("&resource_id=travel", "send travel success")]
    [InlineData("&operation=tools/list", "list time denied")]
    [InlineData("&status_min=500", "read files failure")]
    [InlineData("&status_min=403&status_max=403", "call time denied")]
    [InlineData("&text=later", "call time denied")]
    [InlineData("&resource_type=server", "")]
    [InlineData("&outcome=locked", "")]
    public async Task Events_OfCalls_AreFilteredAsOthersAre(string filter, string expected)
    {
        var page = await _admin.GetFromJsonAsync<JsonElement>("/api/audit/events?stream=mcp_access" + filter, Cancel);

        Assert.Equal(expected, string.Join(", ", page.GetProperty("events").EnumerateArray().Select(static item => Text(item))));
    }

    [Fact]
    public async Task Event_OfACall_SaysWhatTheContractNames()
    {
        var page = await _admin.GetFromJsonAsync<JsonElement>("/api/audit/events?stream=mcp_access&username=bob", Cancel);

        var access = page.GetProperty("events")[0].GetProperty("event");
        Assert.Equal("mcp_access", access.GetProperty("log_type").GetString());
        Assert.Equal(("bob", "local:bob"), (
            access.GetProperty("identity").GetProperty("username").GetString(),
            access.GetProperty("identity").GetProperty("subject").GetString()));
        Assert.Equal("DENY", access.GetProperty("authorization").GetProperty("decision").GetString());
        Assert.Equal(("time", "/time"), (
            access.GetProperty("mcp_server").GetProperty("name").GetString(),
            access.GetProperty("mcp_server").GetProperty("path").GetString()));
        Assert.Equal(("tools/call", "later"), (
            access.GetProperty("mcp_request").GetProperty("method").GetString(),
            access.GetProperty("mcp_request").GetProperty("tool_name").GetString()));
        Assert.Equal("denied", access.GetProperty("mcp_response").GetProperty("status").GetString());
        Assert.NotEmpty(access.GetProperty("event_id").GetString()!);
    }

    /// <summary>Conditions that records have no column for are looked at page by page.</summary>
    [Fact]
    public async Task Events_PageByPage_AreAllThereOnce()
    {
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await _admin.GetFromJsonAsync<JsonElement>(
                "/api/audit/events?stream=mcp_access&outcome=failure&limit=1"
                    + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)),
                Cancel);
            seen.AddRange(page.GetProperty("events").EnumerateArray().Select(static item => Text(item)));
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.Equal(["read files failure", "call time failure"], seen);
    }

    [Theory]
    [InlineData("jsonl", 6)]
    [InlineData("csv", 7)]
    public async Task Export_OfCalls_HasALineForEachAndNoFormula(string format, int expected)
    {
        var text = await _admin.GetStringAsync(new Uri($"/api/audit/export?stream=mcp_access&format={format}", UriKind.Relative), Cancel);

        var lines = text.TrimEnd().Split('\n');
        Assert.Equal(expected, lines.Length);
        Assert.Contains("resources/read", text, StringComparison.Ordinal);
        Assert.All(format == "csv" ? lines[1..] : [], static line => Assert.DoesNotContain(",=", line, StringComparison.Ordinal));
        Assert.All(
            format == "jsonl" ? lines : [],
            static line => Assert.Equal("mcp_access", JsonElement.Parse(line).GetProperty("log_type").GetString()));
    }

    [Fact]
    public async Task FilterOptions_NameTheStream_AndItIsInNoChain()
    {
        var options = await _admin.GetFromJsonAsync<JsonElement>("/api/audit/filter-options", Cancel);
        var chain = await _admin.GetFromJsonAsync<JsonElement>("/api/audit/chain", Cancel);

        Assert.Contains("mcp_access", options.GetProperty("streams").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("mcp_access", chain.ToString(), StringComparison.Ordinal);
    }

    private static string Text(JsonElement item)
    {
        var access = item.GetProperty("event");
        var action = access.GetProperty("action");
        return $"{action.GetProperty("operation").GetString()!.Split('/')[1]} {action.GetProperty("resource_id").GetString()} "
            + access.GetProperty("response").GetProperty("outcome").GetString();
    }

    private static CallRecord Call(
        string user, string server, string method, string? target, CallOutcome outcome, int status, int second) =>
        new()
        {
            At = At.AddSeconds(second),
            Server = server,
            Method = method,
            Target = target,
            UserName = user,
            Subject = user.Length > 0 ? $"local:{user}" : "",
            AuthMethod = user.Length > 0 ? "api_token" : "",
            Outcome = outcome,
            Status = status,
            Duration = TimeSpan.FromMilliseconds(12),
        };
}
