using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpGateway.IntegrationTests.Cli.Compat;

/// <summary>
/// What the Python client's models require of each successful answer: members that have to be there, and their kinds. A client that
/// does not find them raises, whatever else was said.
/// </summary>
internal static class ClientRequirements
{
    private const JsonValueKind Text = JsonValueKind.String;
    private const JsonValueKind Number = JsonValueKind.Number;
    private const JsonValueKind List = JsonValueKind.Array;
    private const JsonValueKind Object = JsonValueKind.Object;

    /// <summary>Stands for true or false.</summary>
    private const JsonValueKind Truth = JsonValueKind.True;

    private static readonly (string Route, (string Path, JsonValueKind Kind)[] Members)[] Table =
    [
        ("POST /api/servers/register", [("path", Text), ("name", Text), ("message", Text)]),
        ("POST /api/servers/remove", []),
        ("POST /api/servers/toggle", [("path", Text), ("is_enabled", Truth), ("message", Text)]),
        ("GET /api/servers", [("servers[].path", Text), ("servers[].display_name", Text), ("servers[].description", Text),
            ("servers[].is_enabled", Truth), ("servers[].health_status", Text)]),
        ("GET /api/servers/health", []),
        ("POST /api/servers/groups/(add|remove|create|delete|import)", []),
        ("GET /api/servers/groups", [("keycloak_groups", List), ("scopes_groups", Object), ("synchronized", List), ("keycloak_only", List),
            ("scopes_only", List)]),
        ("GET /api/servers/groups/[^/]+", [("scope_name", Text)]),
        ("POST /api/servers/.+/rate", [("message", Text), ("average_rating", Number)]),
        ("GET /api/servers/.+/rating", [("num_stars", Number), ("rating_details[].user", Text), ("rating_details[].rating", Number)]),
        ("GET /api/servers/.+/security-scan", [("analysis_results", Object), ("tool_results", List)]),
        ("POST /api/servers/.+/rescan", [("server_url", Text), ("server_path", Text), .. Scan]),
        ("POST /api/search/semantic", [("query", Text), ("servers[].path", Text), ("servers[].server_name", Text),
            ("servers[].relevance_score", Number), ("servers[].description", Text), ("servers[].num_tools", Number),
            ("servers[].is_enabled", Truth)]),
        ("POST /api/agents/register", [("message", Text), ("agent.name", Text), ("agent.path", Text), ("agent.url", Text),
            ("agent.num_skills", Number), ("agent.is_enabled", Truth)]),
        ("GET /api/agents", [("agents[].name", Text), ("agents[].path", Text), ("agents[].url", Text), ("agents[].skills", List),
            ("total_count", Number)]),
        ("POST /api/agents/discover", [("agents[].path", Text), ("agents[].name", Text), ("agents[].relevance_score", Number),
            ("agents[].matching_skills", List)]),
        ("POST /api/agents/discover/semantic", [("agents[].path", Text), ("agents[].name", Text), ("agents[].description", Text),
            ("agents[].url", Text), ("agents[].relevance_score", Number), ("agents[].skills", List), ("agents[].capabilities", Object),
            ("agents[].security_schemes", Object)]),
        ("POST /api/agents/.+/toggle", [("path", Text), ("is_enabled", Truth), ("message", Text)]),
        ("POST /api/agents/.+/rate", [("message", Text), ("average_rating", Number)]),
        ("GET /api/agents/.+/rating", [("num_stars", Number), ("rating_details[].user", Text), ("rating_details[].rating", Number)]),
        ("GET /api/agents/.+/security-scan", [("analysis_results", Object), ("scan_results", Object)]),
        ("POST /api/agents/.+/rescan", [("agent_path", Text), ("agent_url", Text), .. Scan]),
        ("POST /api/agents/.+/health", [("status", Text)]),
        ("(GET|PUT) /api/agents/.+", [("protocol_version", Text), ("name", Text), ("description", Text), ("url", Text), ("version", Text),
            ("num_stars", Number), ("skills[].id", Text), ("skills[].name", Text), ("skills[].description", Text)]),
        ("DELETE /api/agents/.+", []),
        ("GET /v0.1/servers/.+/versions/.+", Server("server")),
        ("GET /v0.1/servers(/.+/versions)?", Server("servers[].server")),
        ("GET /api/management/iam/users", [("users[].id", Text), ("users[].username", Text), ("total", Number)]),
        ("POST /api/management/iam/users/m2m", [("client_id", Text), ("client_secret", Text)]),
        ("POST /api/management/iam/users/human", [("id", Text), ("username", Text)]),
        ("DELETE /api/management/iam/users/[^/]+", [("username", Text), ("deleted", Truth)]),
        ("GET /api/management/iam/groups", [("groups[].name", Text), ("groups[].id", Text), ("groups[].path", Text), ("total", Number)]),
        ("POST /api/management/iam/groups", [("id", Text), ("name", Text), ("path", Text)]),
        ("DELETE /api/management/iam/groups/[^/]+", [("name", Text), ("deleted", Truth)]),
        ("GET /api/federation/configs", [("total", Number), ("configs[].id", Text)]),
        ("(GET|POST|DELETE) /api/federation/config.*", []),
        ("POST /api/federation/sync", [("total_synced", Number)]),
    ];

    private static (string, JsonValueKind)[] Scan =>
    [
        ("scan_timestamp", Text), ("is_safe", Truth), ("critical_issues", Number), ("high_severity", Number), ("medium_severity", Number),
        ("low_severity", Number), ("analyzers_used", List), ("scan_failed", Truth),
    ];

    /// <summary>The routes of the client, as patterns.</summary>
    public static IEnumerable<string> Routes => Table.Select(row => row.Route);

    /// <returns>What the client would raise for.</returns>
    public static IEnumerable<string> Problems(Exchange exchange)
    {
        if (exchange.Status is < 200 or > 299)
        {
            return [];
        }

        var asked = $"{exchange.Method} {exchange.Path.Split('?')[0]}";
        var row = Array.Find(Table, row => Matches(row.Route, asked));
        return row.Route is null
            ? [$"{asked} is no route of the client"]
            : row.Members.Where(member => !Has([exchange.Json], member.Path.Split('.'), member.Kind))
                .Select(member => $"{asked}: {member.Path} is not {member.Kind}");
    }

    public static bool Matches(string route, string asked) => Regex.IsMatch(asked, $"^{route}$");

    private static (string, JsonValueKind)[] Server(string at) =>
        [($"{at}.name", Text), ($"{at}.description", Text), ($"{at}.version", Text)];

    private static bool Has(IEnumerable<JsonElement> values, string[] path, JsonValueKind kind) => path switch
    {
        [] => values.All(value => value.ValueKind == kind || (kind == Truth && value.ValueKind == JsonValueKind.False)),
        [var first, .. var rest] => Has(values.SelectMany(value => Step(value, first)), rest, kind),
    };

    private static JsonElement[] Step(JsonElement value, string name)
    {
        var isList = name.EndsWith("[]", StringComparison.Ordinal);
        var found = value.ValueKind == JsonValueKind.Object && value.TryGetProperty(isList ? name[..^2] : name, out var member)
            ? member
            : default;
        return isList && found.ValueKind == JsonValueKind.Array ? [.. found.EnumerateArray()] : [found];
    }
}
