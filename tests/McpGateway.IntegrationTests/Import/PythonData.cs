using System.Text;

namespace McpGateway.IntegrationTests.Import;

/// <summary>A folder as the Python product keeps it, with contents made up for the tests (gateway contract, appendix A).</summary>
internal static class PythonData
{
    private const string WeatherAddress = "http://10.1.2.3:8000/";

    public const string Weather =
        """
        {"server_name":"Weather Desk","description":"Forecasts for the tests.","path":"/weather","proxy_pass_url":"http://10.1.2.3:8000/",
         "supported_transports":["streamable-http"],"auth_type":"api-key","auth_provider":"keycloak","tags":["sky","Sea"],"num_tools":1,
         "num_stars":4.5,"rating_details":[{"user":"ann","rating":5},{"user":"bob","rating":4}],"is_python":true,"license":"MIT",
         "headers":[{"X-Api-Key":"MCP_SERVER7_AUTH_TOKEN"},{"X-Region":"north"}],"registered_at":"2025-11-02T03:04:05.600000",
         "tool_list":[{"name":"forecast","description":"Says the weather.","parsed_description":{"main":"Says the weather.","args":null,
         "returns":null,"raises":null},"schema":{"type":"object","properties":{"place":{"type":"string"}}}}]}
        """;

    public const string Tickets =
        """
        {"server_name":"Tickets","path":"/team/tickets/","proxy_pass_url":"https://tickets.example/mcp","mcp_endpoint":null,
         "description":"","tags":[],"num_tools":0,"num_stars":0,"is_python":false,"license":"N/A","tool_list":[]}
        """;

    public const string Agent =
        """
        {"protocol_version":"1.0","name":"Code Reviewer","description":"Reads changes.","url":"http://10.1.2.3:9000/","version":"1.2.0",
         "capabilities":{"streaming":true},"default_input_modes":["text/plain"],"default_output_modes":["text/plain"],
         "skills":[{"id":"review","name":"Review","description":"Reviews a change.","tags":["code"],"examples":null,"input_modes":null,
         "output_modes":null,"security":null}],"preferred_transport":"JSONRPC","provider":null,"icon_url":null,"documentation_url":null,
         "security_schemes":{"key":{"type":"apiKey","in_":"header","name":"X-Key","scheme":null,"bearer_format":null,"flows":null,
         "openid_connect_url":null}},"security":null,"supports_authenticated_extended_card":null,"metadata":{},"path":"/code-reviewer",
         "tags":["review"],"is_enabled":false,"num_stars":4.0,"rating_details":[{"user":"ann","rating":4}],"license":"MIT",
         "registered_at":"2025-10-01T00:00:00","updated_at":"2025-10-02T00:00:00","registered_by":"ann","visibility":"public",
         "allowed_groups":[],"signature":null,"trust_level":"verified"}
        """;

    public const string Scopes =
        """
        UI-Scopes:
          team-a:
            list_agents: [all]
            list_service: [weather, "team/tickets"]
        group_mappings:
          team-a-people: [team-a, team-a/use]
        team-a/use:
          - server: weather
            methods: [initialize, tools/list, tools/call]
            tools: [forecast]
          - server: api
            methods: [servers, tokens]
            tools: []
          - agents: {actions: [{action: list_agents, resources: [all]}]}
        """;

    /// <param name="root">Where to.</param>
    /// <param name="weather">Where a server really listens that lists <c>forecast</c>; null for an address of nobody.</param>
    public static void WriteFolder(string root, string? weather = null)
    {
        Write(root, "servers/weather.json", weather is null ? Weather : Weather.Replace(WeatherAddress, weather, StringComparison.Ordinal));
        Write(root, "servers/team_tickets.json", Tickets);
        Write(root, "servers/currenttime.json", """{"server_name":"Time","path":"/currenttime","proxy_pass_url":"http://time:8000/"}""");
        Write(root, "servers/metadata.json",
            """{"server_name":"Metadata","path":"/metadata","proxy_pass_url":"http://169.254.169.254/latest"}""");
        Write(root, "servers/reserved.json", """{"server_name":"Api","path":"/api/x","proxy_pass_url":"http://10.1.2.3/"}""");
        Write(root, "servers/broken.json", """{"server_name":"Broken","path":""");
        Write(root, "servers/server_state.json", """{"/weather":true,"/team/tickets/":false,"/currenttime":false}""");
        Write(root, "servers/service_index_metadata.json", """{"metadata":{},"next_id":0}""");
        Write(root, "agents/code-reviewer_agent.json", Agent);
        Write(root, "agents/agent_state.json", """{"enabled":["/code-reviewer"],"disabled":[]}""");
        Write(root, "auth_server/scopes.yml", Scopes);
        Write(root, "auth_server/oauth2_providers.yml", "providers:\n  keycloak:\n    enabled: true\n");
        Write(root, "config/federation.json", """{"anthropic":{"enabled":true,"servers":[{"name":"io.example/x"}]}}""");
        Write(root, "security_scans/weather_scan.json", """{"server_path":"/weather","is_safe":true}""");
    }

    public static void Write(string root, string name, string text)
    {
        var file = Path.Combine(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text, new UTF8Encoding(false));
    }
}
