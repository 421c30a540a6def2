using System.Text.Json;
using McpGateway.Cli.Running;

namespace McpGateway.EndToEndTests.Cli.Verbs;

/// <summary>The audit and its figures.</summary>
[Collection(VerbGroup.Name)]
public sealed class AuditVerbTests(CliGateway shared) : VerbTests(shared)
{
    [Fact]
    public async Task Audit_ListExportMetrics_TellTheCalls()
    {
        await RunAsync("tool", "call", "currenttime", "current_time_by_timezone", "tz_name=UTC");

        // Records are written behind the calls.
        await Eventually.UntilAsync(
            async () => (await RunAsync("audit", "list", "--server", "currenttime", "--since", "1h"))
                .Contains("tools/call current_time_by_timezone", StringComparison.Ordinal),
            "the record of the call");

        var exported = await RunAsync("audit", "export", "--server", "currenttime");
        Assert.All(exported.Split('\n', StringSplitOptions.RemoveEmptyEntries), static line => JsonDocument.Parse(line).Dispose());
        Assert.StartsWith("id,at,user", await RunAsync("audit", "export", "--format", "csv"), StringComparison.Ordinal);
        Assert.Contains("currenttime", await RunAsync("metrics", "--by", "server"), StringComparison.Ordinal);
        Assert.Matches(@"currenttime +[1-9]", await RunAsync("audit", "series", "--by", "server", "--whole"));
        Assert.Equal(ExitCodes.Misused, (await Cli.RunAsync("audit", "list", "--since", "yesterday")).ExitCode);
    }

    [Fact]
    public async Task Audit_EventsStatisticsSummaryChain_TellOfAChange()
    {
        await RunAsync("server", "rate", "/currenttime", "2");

        Assert.Matches(@"admin +\S+ \S+ +/?currenttime\S* +success", await RunAsync("audit", "events", "--user", "admin", "--since", "1h"));
        var first = (await JsonAsync("audit", "events", "--limit", "1")).GetProperty("events")[0].GetProperty("event");
        var request = first.GetProperty("request_id").GetString()!;
        var same = (await JsonAsync("audit", "events", "--request", request)).GetProperty("events");
        Assert.All(same.EnumerateArray(), item => Assert.Equal(request, item.GetProperty("event").GetProperty("request_id").GetString()));
        Assert.Matches(@"all +[1-9]", await RunAsync("audit", "statistics"));
        Assert.Matches(@"user +admin +[1-9]", await RunAsync("audit", "statistics", "--user", "admin"));
        Assert.Matches(@"failed sign-ins +\d", await RunAsync("audit", "summary", "--days", "1"));
        Assert.NotEmpty((await JsonAsync("audit", "chain")).GetProperty("streams").EnumerateArray());
    }

    [Fact]
    public async Task Audit_Verify_JudgesTheGatewayAndAnExport()
    {
        await RunAsync("server", "rate", "/currenttime", "3");
        Assert.Contains("The audit is what was written.", await RunAsync("audit", "verify"), StringComparison.Ordinal);

        var client = Shared.Gateway.Client;
        var export = await client.GetStringAsync(new Uri("/api/audit/export", UriKind.Relative), Cancellation);
        await WriteAsync("audit.jsonl", export);
        await WriteAsync("keys.json", await client.GetStringAsync(new Uri("/api/audit/keys", UriKind.Relative), Cancellation));
        await WriteAsync("changed.jsonl", export.Replace("\"/currenttime\"", "\"/currenttimE\"", StringComparison.Ordinal));
        await WriteAsync("cut.jsonl", export[..(export.TrimEnd().LastIndexOf('\n') + 1)]);
        var report = await JsonAsync("audit", "verify", "audit.jsonl", "--keys", "keys.json");
        Assert.True(report.GetProperty("is_intact").GetBoolean());

        foreach (var tampered in (string[])["changed.jsonl", "cut.jsonl"])
        {
            var result = await Cli.RunAsync("audit", "verify", tampered, "--keys", "keys.json");
            Assert.Equal(ExitCodes.Findings, result.ExitCode);
            Assert.Contains("The audit is NOT what was written.", result.Out, StringComparison.Ordinal);
        }

        // A statement that was kept, of an event that the gateway does not have.
        await WriteAsync("kept.txt", "not.a.statement\n");
        Assert.Equal(ExitCodes.Findings, (await Cli.RunAsync("audit", "verify", "--checkpoints", "kept.txt")).ExitCode);
        Assert.Equal(ExitCodes.Misused, (await Cli.RunAsync("audit", "verify", "keys.json")).ExitCode);
        Assert.Equal(ExitCodes.Misused, (await Cli.RunAsync("audit", "verify", "--keys", "audit.jsonl")).ExitCode);
        Assert.Equal(ExitCodes.Misused, (await Cli.RunAsync("audit", "verify", "nothing.jsonl")).ExitCode);
    }
}
