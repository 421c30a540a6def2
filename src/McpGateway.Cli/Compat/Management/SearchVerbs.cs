using System.Globalization;
using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Management;

/// <summary>Search for servers and agents by meaning, and for agents by skill.</summary>
internal static class SearchVerbs
{
    private const int Results = 10;

    public static IReadOnlyList<Verb> All { get; } =
    [
        new("server-search", "Search servers by meaning", Query, ServersAsync),
        new("agent-discover", "Find agents by skill",
            [
                Parameter.Required("--skills", "Skills, separated by commas"), Parameter.Text("--tags", "Tags, separated by commas"),
                Parameter.Whole("--max-results", "At most so many", Results),
            ],
            SkillsAsync),
        new("agent-search", "Search agents by meaning", Query, AgentsAsync),
    ];

    private static Parameter[] Query =>
    [
        Parameter.Required("--query", "What it is to do"), Parameter.Whole("--max-results", "At most so many", Results),
        Parameter.Flag("--json", "Print the registry's answer"),
    ];

    private static async Task<int> ServersAsync(Call call, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["query"] = call.Text("--query"),
            ["entity_types"] = new JsonArray("mcp_server"),
            ["max_results"] = call.Whole("--max-results"),
        };
        var answer = await call.Api.SendJsonAsync(HttpMethod.Post, "/api/search/semantic", body, cancellationToken);
        return call.Has("--json") ? call.Json(answer) : Print(call, answer.List("servers"), "servers", "server_name");
    }

    private static async Task<int> SkillsAsync(Call call, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["skills"] = Strings(call.List("--skills")) };
        if (call.List("--tags") is { Length: > 0 } tags)
        {
            body["tags"] = Strings(tags);
        }

        var answer = await call.Api.SendJsonAsync(
            HttpMethod.Post, $"/api/agents/discover?max_results={call.Whole("--max-results")}", body, cancellationToken);
        var agents = answer.List("agents");
        call.Line($"Found {agents.Count} agents");
        foreach (var agent in agents)
        {
            Head(call, agent, "name");
            call.Line($"  Matching skills: {agent.ShownList("matching_skills")}");
        }

        return Call.Success;
    }

    private static async Task<int> AgentsAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.PostAsync(
            $"/api/agents/discover/semantic?query={Uri.EscapeDataString(call.Text("--query"))}&max_results={call.Whole("--max-results")}",
            cancellationToken);
        return call.Has("--json") ? call.Json(answer) : Print(call, answer.List("agents"), "agents", "name");
    }

    private static int Print(Call call, IReadOnlyList<JsonNode> found, string what, string name)
    {
        call.Line($"Found {found.Count} {what}");
        foreach (var one in found)
        {
            Head(call, one, name);
            call.Line($"  Description: {one.Shown("description")}");
        }

        return Call.Success;
    }

    private static void Head(Call call, JsonNode found, string name)
    {
        call.Line();
        call.Line(found.Shown(name));
        call.Line($"  Path: {found.Shown("path")}");
        call.Line($"  Relevance: {Score(found)}");
    }

    private static string Score(JsonNode found) =>
        JsonNodes.Member(found, "relevance_score") is JsonValue score && score.TryGetValue<double>(out var value)
            ? value.ToString("0.00", CultureInfo.InvariantCulture)
            : "None";

    private static JsonArray Strings(string[] values) => new([.. values.Select(value => (JsonNode)JsonValue.Create(value)!)]);
}
