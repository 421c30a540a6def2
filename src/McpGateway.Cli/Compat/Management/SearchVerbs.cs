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
        return call.Has("--json")
            ? call.Json(answer)
            : Print(
                call, answer.List("servers"), "servers", "server_name", "No servers found matching the query",
                static server => server.Beginning("description"));
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
        return Print(
            call, answer.List("agents"), "agents", "name", "No agents found matching the required skills",
            static agent => $"Matching skills: {agent.ShownList("matching_skills", none: "")}");
    }

    private static async Task<int> AgentsAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.PostAsync(
            $"/api/agents/discover/semantic?query={Uri.EscapeDataString(call.Text("--query"))}&max_results={call.Whole("--max-results")}",
            cancellationToken);
        return call.Has("--json")
            ? call.Json(answer)
            : Print(
                call, answer.List("agents"), "agents", "name", "No agents found matching the query",
                static agent => agent.Beginning("description"));
    }

    private static int Print(
        Call call, IReadOnlyList<JsonNode> found, string what, string name, string none, Func<JsonNode, string> details)
    {
        call.Note(found.Count == 0 ? none : $"Found {found.Count} matching {what}:");
        foreach (var one in found)
        {
            call.Line($"{one.Shown(name)} ({one.Shown("path")})");
            call.Line($"  Relevance: {one.Percent("relevance_score")}");
            call.Line($"  {details(one)}");
            call.Line();
        }

        return Call.Success;
    }

    private static JsonArray Strings(string[] values) => new([.. values.Select(value => (JsonNode)JsonValue.Create(value)!)]);
}
