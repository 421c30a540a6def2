using System.Text.Json;
using McpGateway.Core.Audit;
using McpGateway.Proxy.Recording;

namespace McpGateway.Tests.Audit;

/// <summary>A call as it is stored: the names that clients and dashboards compare, and nothing that is not known.</summary>
public sealed class CallEntryTests
{
    private static readonly CallRecord Call = new()
    {
        At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Server = "team/weather",
        Method = "tools/call",
        Target = "forecast",
        UserName = "kim",
        Subject = "local:kim",
        AuthMethod = "oauth2",
        Outcome = CallOutcome.Forwarded,
        Status = 200,
        Duration = TimeSpan.FromTicks(12_346),
    };

    [Theory]
    [InlineData(CallOutcome.Forwarded, "forwarded")]
    [InlineData(CallOutcome.Unauthenticated, "unauthenticated")]
    [InlineData(CallOutcome.Denied, "denied")]
    [InlineData(CallOutcome.Invalid, "invalid")]
    [InlineData(CallOutcome.NotFound, "not_found")]
    [InlineData(CallOutcome.Unavailable, "unavailable")]
    [InlineData(CallOutcome.UpstreamFailed, "upstream_failed")]
    [InlineData(CallOutcome.UpstreamTimedOut, "upstream_timed_out")]
    [InlineData(CallOutcome.ClientGone, "client_gone")]
    [InlineData(CallOutcome.HttpError, "http_error")]
    [InlineData(CallOutcome.RpcError, "rpc_error")]
    [InlineData(CallOutcome.ToolError, "tool_error")]
    public void NameOf_Outcome_NeverChanges(CallOutcome outcome, string name) => Assert.Equal(name, CallOutcomeNames.Of(outcome));

    [Fact]
    public void NameOf_EveryOutcome_HasItsOwn() => Assert.Equal(
        Enum.GetValues<CallOutcome>().Length,
            Enum.GetValues<CallOutcome>().Select(CallOutcomeNames.Of).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void Of_Call_HasEveryMemberUnderItsName()
    {
        var entry = CallEntry.Of(Call with { ClientId = "client", RequestBytes = 10, ResponseBytes = 20, BatchSize = 3 });
        var body = JsonElement.Parse(entry.Body);

        Assert.Equal(
            ("team/weather", "tools/call", "forecast", "kim", "oauth2", "client", "forwarded", 200, 1.235, 10, 20, 3),
            (Text(body, "server"), Text(body, "method"), Text(body, "target"), Text(body, "user"), Text(body, "auth_method"),
                Text(body, "client_id"),
                Text(body, "outcome"), body.GetProperty("status").GetInt32(), body.GetProperty("duration_ms").GetDouble(),
                body.GetProperty("request_bytes").GetInt32(), body.GetProperty("response_bytes").GetInt32(),
                    body.GetProperty("batch_size").GetInt32()));
        Assert.Equal(("calls", "kim", "local:kim", "team/weather", "forwarded", 1.235), (
            entry.Stream, entry.User, entry.Subject, entry.Server, entry.Outcome, entry.Value));
    }

    [Fact]
    public void Of_RefusedCallByAToken_SaysWhyAndWhose()
    {
        var body = JsonElement.Parse(CallEntry.Of(Call with { TokenId = "t-1", Reason = "access_denied" }).Body);

        Assert.Equal(("t-1", "access_denied"), (Text(body, "token_id"), Text(body, "reason")));
    }

    [Theory]
    [InlineData(0.001, 0.0996, 0.12345, null, null, 0.12)]
    [InlineData(0.1, 1.2345, 12.345, 0.1, 1.23, 12.3)]
    [InlineData(123.45, 0.0, 1234.56, 123.0, null, 1235.0)]
    [InlineData(0.0, 0.0, 0.0, null, null, null)]
    public void Of_Times_AreAsExactAsAnybodyReads(
        double authentication, double decision, double upstream, double? authenticationMs, double? decisionMs, double? upstreamMs)
    {
        var body = JsonElement.Parse(CallEntry.Of(Call with { Times = new(Span(authentication), Span(decision), Span(upstream)) }).Body);

        Assert.Equal(
            (authenticationMs, decisionMs, upstreamMs),
            (Number(body, "authentication_ms"), Number(body, "decision_ms"), Number(body, "upstream_ms")));

        static TimeSpan Span(double milliseconds) => TimeSpan.FromMicroseconds(milliseconds * 1_000);
    }

    [Theory]
    [InlineData("token_id")]
    [InlineData("reason")]
    [InlineData("upstream_ms")]
    [InlineData("client_id")]
    [InlineData("batch_size")]
    [InlineData("target")]
    [InlineData("subject")]
    public void Of_CallWithoutIt_LeavesItOut(string member) =>
        Assert.False(JsonElement.Parse(CallEntry.Of(Call with { Target = null }).Body).TryGetProperty(member, out _));

    [Theory]
    [InlineData("", null)]
    [InlineData("local:kim", "local:kim")]
    public void Of_Subject_IsStatedOrUnknown(string subject, string? stored) =>
        Assert.Equal(stored, CallEntry.Of(Call with { Subject = subject }).Subject);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Of_Batch_IsMentionedWhenItWasOne(int size, bool isStated) =>
        Assert.Equal(isStated, JsonElement.Parse(CallEntry.Of(Call with { BatchSize = size }).Body).TryGetProperty("batch_size", out _));

    [Theory]
    [InlineData(nameof(AuditOptions.QueueLength), "99", false)]
    [InlineData(nameof(AuditOptions.QueueLength), "100", true)]
    [InlineData(nameof(AuditOptions.QueueLength), "1000000", true)]
    [InlineData(nameof(AuditOptions.QueueLength), "1000001", false)]
    [InlineData(nameof(AuditOptions.BatchSize), "10000", true)]
    [InlineData(nameof(AuditOptions.BatchSize), "10001", false)]
    [InlineData(nameof(AuditOptions.FlushInterval), "00:00:00.009", false)]
    [InlineData(nameof(AuditOptions.FlushInterval), "00:01:00", true)]
    [InlineData(nameof(AuditOptions.FlushInterval), "00:01:01", false)]
    [InlineData(nameof(AuditOptions.KeepCalls), "00:59:59", false)]
    [InlineData(nameof(AuditOptions.KeepCalls), "3650.00:00:00", true)]
    [InlineData(nameof(AuditOptions.KeepCalls), "3650.00:00:01", false)]
    public void Validate_Limits_AreInclusiveAndNamed(string member, string value, bool isAccepted)
    {
        var options = new AuditOptions();
        var property = typeof(AuditOptions).GetProperty(member)!;
        property.SetValue(options, property.PropertyType == typeof(int) ? int.Parse(value, null) : TimeSpan.Parse(value, null));

        var result = new AuditOptionsValidator().Validate(null, options);

        Assert.Equal(isAccepted, result.Succeeded);
        Assert.True(isAccepted || result.FailureMessage!.StartsWith($"Audit:{member}", StringComparison.Ordinal));
    }

    private static double? Number(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetDouble() : null;

    private static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();
}
