using System.Text.Json;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests.Faults;

/// <summary>The call records as an administrator reads them.</summary>
internal static class Recorded
{
    /// <summary>The tools of all calls on record whose name begins so, one entry for each record.</summary>
    public static async Task<IReadOnlyList<string>> ToolsAsync(GatewayProcess gateway, string prefix, CancellationToken cancellationToken)
    {
        var tools = new List<string>();
        string? cursor = null;
        do
        {
            var query = "/api/audit/calls?limit=1000" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor));
            using var answer = await gateway.Client.GetAsync(new Uri(query, UriKind.Relative), cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            Assert.True(answer.IsSuccessStatusCode, text);
            var page = JsonSerializer.Deserialize<JsonElement>(text);
            tools.AddRange(
                from call in page.GetProperty("calls").EnumerateArray()
                where call.GetProperty("method").GetString() == "tools/call"
                let tool = call.TryGetProperty("target", out var target) ? target.GetString() : null
                where tool?.StartsWith(prefix, StringComparison.Ordinal) is true
                select tool);
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return tools;
    }
}
