using McpGateway.Core.Agents.Directory;
using McpGateway.IntegrationTests.Import;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>
/// A gateway of the Python product as a peer: its documents whole, in its pages, behind its token (gateway contract §14.5, §14.10).
/// </summary>
public sealed class PythonPeerTests
{
    private const string Token = "federation-static-token-of-the-peer";

    /// <summary>A server with every member that the product's documents have.</summary>
    private const string Weather =
        """
        {"id":"6a1e9b56-1d1c-4d8f-9c6e-0b8e9b1c2d3e","server_name":"Weather Desk","description":"Forecasts.","path":"/weather",
         "proxy_pass_url":"https://weather.example.com/mcp","mcp_endpoint":null,"sse_endpoint":null,"append_mcp_path":false,
         "supported_transports":["streamable-http"],"auth_type":"none","auth_provider":null,"auth_scheme":"bearer",
         "auth_credential_encrypted":"gAAAAABn","auth_header_name":"Authorization","credential_updated_at":"2026-05-01T00:00:00+00:00",
         "custom_header_names":["X-Api-Key"],"custom_headers_encrypted":[{"name":"X-Api-Key","value_encrypted":"gAAAAABo"}],
         "oauth_client_id":null,"tags":["sky","Sea"],"external_tags":["partner"],"num_tools":1,"num_stars":4.5,
         "rating_details":[{"user":"ann","rating":5},{"user":"bob","rating":4}],"license":"MIT","metadata":{"team":"sky"},
         "visibility":"public","allowed_groups":[],"registered_by":"ann","status":"active",
         "provider":{"organization":"Acme","url":"https://acme.example.com"},"source_created_at":"2026-01-01T00:00:00+00:00",
         "source_updated_at":"2026-02-01T00:00:00+00:00","version":"2.1.0","versions":[{"version":"1.0.0","is_default":false}],
         "default_version":"2.1.0","is_active":true,"version_group":"weather","other_version_ids":["/weather:1.0.0"],
         "mcp_server_version":"2.1.0","mcp_server_version_previous":"2.0.0","mcp_server_version_updated_at":"2026-03-01T00:00:00+00:00",
         "sync_metadata":null,"ans_metadata":null,"deployment":"remote","local_runtime":null,"is_enabled":true,
         "health_status":"healthy","last_checked_iso":"2026-06-01T00:00:00+00:00","registered_at":"2026-01-02T03:04:05.678901",
         "updated_at":"2026-05-02T03:04:05.678901","tool_list":[{"name":"forecast","description":"Says the weather.",
         "parsed_description":{"main":"Says the weather.","args":null,"returns":null,"raises":null},
         "schema":{"type":"object","properties":{"place":{"type":"string"}}}}]}
        """;

    private const string Restricted =
        """
        {"server_name":"Payroll","description":"d","path":"/payroll","proxy_pass_url":"https://pay.example.com/mcp","tags":[],
         "visibility":"group-restricted","allowed_groups":["finance"],"deployment":"remote","sync_metadata":{"is_federated":false}}
        """;

    private const string Sse =
        """
        {"server_name":"Stream","description":"","path":"/team/stream/","proxy_pass_url":"https://stream.example.com/sse",
         "supported_transports":["sse"],"tags":null,"visibility":"public","is_enabled":false}
        """;

    [Fact]
    public async Task Peer_OfThePythonProduct_IsReadWhole_InPages_AndThenForChanges()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = Answer;
        await using var host = await FederationHost.StartAsync();
        await host.ConfigureAsync("hub", $$"""{"kind":"peer","enabled":true,"endpoint":"{{server.Url}}/","token":"{{Token}}"}""");

        var first = await host.SyncAsync("hub");
        var next = await host.RunScheduledAsync("hub");
        var full = await host.SyncAsync("hub");

        Assert.True(first.GetProperty("status").GetString() == "completed", first.GetRawText());
        Assert.Equal(["/hub/team/stream", "/hub/weather"], host.Catalog.Current.Keys.Order(StringComparer.Ordinal));
        var weather = host.Catalog.Current["/hub/weather"].Server;
        Assert.Equal(
            ("Weather Desk", "Forecasts.", "https://weather.example.com/mcp", "MIT", false, "2.1.0"),
            (weather.ServerName, weather.Description, weather.ProxyPassUrl, weather.License, weather.IsEnabled, weather.Origin!.Version));
        Assert.Equal(["federated", "peer-hub", "sky", "Sea"], weather.Tags);
        Assert.Equal((0.0, "federation:hub"), (weather.Stars, weather.RegisteredBy));
        Assert.Equal(["sse"], host.Catalog.Current["/hub/team/stream"].Server.SupportedTransports);
        var (key, agent) = Assert.Single(host.Get<AgentCatalog>().Current);
        Assert.Equal(("/hub/code-reviewer", "Code Reviewer", "1.2.0"), (key, agent.Card.Name, agent.Card.Version));
        Assert.Equal("review", Assert.Single(agent.Card.Skills).Id);
        Assert.Equal(("unverified", false), (agent.Agent.TrustLevel, agent.Agent.IsEnabled));
        Assert.Equal("/payroll", Assert.Single(first.GetProperty("problems").EnumerateArray()).GetProperty("item").GetString());
        Assert.Equal((false, 0, 0), (next.IsFull, next.Added + next.Changed, next.Removed));
        Assert.Equal((0, 3), (full.GetProperty("changed").GetInt32(), full.GetProperty("unchanged").GetInt32()));
        Assert.Contains(server.Asked, static asked => asked.Contains("since_generation=41", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Peer_OfThePythonProduct_WithAnotherToken_FailsAndSaysWhy()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = Answer;
        await using var host = await FederationHost.StartAsync();
        await host.ConfigureAsync("hub", $$"""{"kind":"peer","enabled":true,"endpoint":"{{server.Url}}","token":"another"}""");

        var run = await host.SyncAsync("hub");

        Assert.Contains("refused the credentials (401)", run.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    /// <summary>As that product answers: one item a page, so that there is more; parameters that it does not know it passes over.</summary>
    private static (int Status, string Body) Answer(HttpRequest request)
    {
        if (request.Headers.Authorization != "Bearer " + Token)
        {
            return (401, """{"detail":"Invalid or missing authentication token"}""");
        }

        if (!int.TryParse(request.Query["limit"], out var limit) || limit is < 1 or > 1000)
        {
            return (422, """{"detail":[{"loc":["query","limit"],"msg":"Input should be less than or equal to 1000"}]}""");
        }

        // Federated, private and local items are left out there; what was sent by mistake is left out here.
        string[] all = request.Path.Value switch
        {
            "/api/federation/servers" =>
            [
                Weather, Restricted, Sse,
                """
                {"server_name":"x","path":"/x","proxy_pass_url":"https://x.example.com/",
                 "sync_metadata":{"is_federated":true,"source_peer_id":"y"}}
                """,
            ],
            "/api/federation/agents" => [PythonData.Agent],
            _ => [],
        };
        var items = request.Query.ContainsKey("since_generation") ? [] : all;
        var offset = int.Parse(request.Query["offset"]!, System.Globalization.CultureInfo.InvariantCulture);
        var page = string.Join(',', items.Skip(offset).Take(1));
        var hasMore = offset + 1 < items.Length ? "true" : "false";
        return (200, $$"""
            {"items":[{{page}}],"sync_generation":41,"total_count":{{items.Length}},"has_more":{{hasMore}},"registry_id":"python-hub"}
            """);
    }
}
