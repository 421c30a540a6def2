using System.Text.Json.Nodes;
using McpGateway.IntegrationTests.Agents;
using McpGateway.IntegrationTests.Health;

namespace McpGateway.IntegrationTests.Composition;

/// <summary>Arguments of calls are recorded where the operator of a server wants it, and nowhere else.</summary>
public sealed class RecordedArgumentsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null)]
    [InlineData("false", null)]
    [InlineData("true", """{"city":"Rome","pin":"********","apiKey":"********"}""")]
    public async Task Call_Arguments_AreRecordedWhereTheServerSaysSo(string? setting, string? expected)
    {
        var tool = ScriptedServer.Tool("now");
        tool["inputSchema"] = JsonNode.Parse(
            """
            {"type":"object",
            "properties":{"city":{"type":"string"},"pin":{"type":"string","writeOnly":true},"apiKey":{"type":"string"}}}
            """);
        await using var upstream = await ScriptedServer.StartMcpAsync(async (context, message) =>
        {
            var method = (string?)message["method"];
            if (method is not ("tools/list" or "tools/call"))
            {
                return false;
            }

            await ScriptedServer.ResultAsync(context, message, method == "tools/list"
                ? new() { ["tools"] = new JsonArray(tool.DeepClone()) }
                : new() { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "the-result" }) });
            return true;
        });
        await using var gateway = await ComposedGateway.StartAsync();
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await gateway.PostAsync("/api/servers/register", new FormUrlEncodedContent(
        [
            new("name", "time"), new("description", "Tells the time."), new("path", "/time"), new("proxy_pass_url", upstream.Address),
            .. setting is null ? [] : (KeyValuePair<string, string>[])[new("record_arguments", setting)],
        ]));
        await gateway.PostAsync("/api/servers/toggle", new FormUrlEncodedContent([new("path", "/time"), new("new_state", "true")]));

        using var answer = await admin.PostAsync(
            new Uri("/time/mcp", UriKind.Relative),
            new StringContent(
                """
                {"jsonrpc":"2.0","id":1,"method":"tools/call",
                "params":{"name":"now","arguments":{"city":"Rome","pin":"the-pin","apiKey":"the-key"}}}
                """, System.Text.Encoding.UTF8, "application/json"), Cancellation);
        Assert.Contains("the-result", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        JsonNode? found = null;
        await Eventually.UntilAsync(async () =>
        {
            var (_, page) = await admin.SendAsync("GET", "/api/audit/calls?server=time&method=tools/call");
            found = JsonNode.Parse(page.GetRawText());
            return page.ToString().Contains("tools/call", StringComparison.Ordinal);
        });
        var text = found!.ToJsonString();
        Assert.Equal(expected, FindArguments(found)?.ToJsonString());
        Assert.All((string[])["the-pin", "the-key", "the-result"], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.Equal(
            setting == "true", (await admin.SendAsync("GET", "/api/servers/time")).Body.TryGetProperty("record_arguments", out _));
    }

    private static JsonNode? FindArguments(JsonNode? node) => node switch
    {
        JsonObject members => members["arguments"] ?? members.Select(static member => FindArguments(member.Value)).FirstOrDefault(
            static found => found is not null),
        JsonArray items => items.Select(FindArguments).FirstOrDefault(static found => found is not null),
        _ => null,
    };
}
