using McpGateway.Contracts.V0;

namespace McpGateway.Tests.Contracts;

/// <summary>The MCP registry API (<c>/v0.1</c>) and what anybody may read at <c>/.well-known/mcp-servers</c>.</summary>
public sealed class RegistryContractsTests
{
    private static readonly RegistryServerEntry Entry = new(
        new()
        {
            Name = "io.mcpgateway/currenttime",
            Description = "The time",
            Version = "1.0.0",
            Title = "Current Time",
            Remotes = [new("streamable-http", "http://gw/currenttime/mcp")],
            Meta = new(new("/currenttime", IsEnabled: true, "healthy", NumTools: 1, [], "N/A")),
        },
        new(
            new(LastChecked: null, "healthy"),
            new("active", "2026-01-02T03:04:05.678Z", "2026-02-03T04:05:06.789Z", IsLatest: true)));

    private const string EntryJson =
        """
        {
          "server": {
            "$schema": "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
            "name": "io.mcpgateway/currenttime",
            "description": "The time",
            "version": "1.0.0",
            "title": "Current Time",
            "remotes": [{ "type": "streamable-http", "url": "http://gw/currenttime/mcp" }],
            "_meta": {
              "io.mcpgateway/internal": {
                "path": "/currenttime",
                "is_enabled": true,
                "health_status": "healthy",
                "num_tools": 1,
                "tags": [],
                "license": "N/A"
              }
            }
          },
          "_meta": {
            "io.mcpgateway/registry": { "last_checked": null, "health_status": "healthy" },
            "io.modelcontextprotocol.registry/official": {
              "status": "active",
              "publishedAt": "2026-01-02T03:04:05.678Z",
              "updatedAt": "2026-02-03T04:05:06.789Z",
              "isLatest": true
            }
          }
        }
        """;

    [Fact]
    public void RegistryServerEntry_HasTheMembersOfTheContract() => RoundTrip.Verify(Entry, EntryJson);

    [Theory]
    [InlineData(null, "")]
    [InlineData("io.mcpgateway/x", "\"nextCursor\": \"io.mcpgateway/x\",")]
    public void RegistryServerList_HasACursorOrNone(string? cursor, string json) => RoundTrip.Verify(
        new RegistryServerList([Entry], new(cursor, 1)),
        $$"""{ "servers": [{{EntryJson}}], "metadata": { {{json}} "count": 1 } }""");

    [Fact]
    public void WellKnownServers_WithAnOpenServer_LeavesOutHowToSignIn() => RoundTrip.Verify(
        new WellKnownServers(
            "1.0",
            [Server(new() { Type = "none", Required = false })],
            new("Gateway", "Our servers", "1.0.0", new("http://gw/", Support: null))),
        """
        {
          "version": "1.0",
          "servers": [
            {
              "name": "Docs",
              "description": "Documentation search",
              "url": "http://gw/docs/mcp",
              "transport": "streamable-http",
              "authentication": { "type": "none", "required": false },
              "capabilities": ["tools", "resources"],
              "health_status": "healthy",
              "tools_preview": [{ "name": "search", "description": "Finds pages." }]
            }
          ],
          "registry": { "name": "Gateway", "description": "Our servers", "version": "1.0.0", "contact": { "url": "http://gw/" } }
        }
        """);

    [Fact]
    public void WellKnownServers_WithSignIn_HasTheMembersOfTheContract() => RoundTrip.Verify(
        new WellKnownServers(
            "1.0",
            [
                Server(new()
                {
                    Type = "oauth2",
                    Required = true,
                    AuthorizationUrl = "http://gw/oauth2/authorize",
                    Provider = "keycloak",
                    Scopes = ["read"],
                    Header = "Authorization",
                }),
            ],
            new("Gateway", "Our servers", "1.0.0", new("http://gw/", "help@example.test"))),
        """
        {
          "version": "1.0",
          "servers": [
            {
              "name": "Docs",
              "description": "Documentation search",
              "url": "http://gw/docs/mcp",
              "transport": "streamable-http",
              "authentication": {
                "type": "oauth2",
                "required": true,
                "authorization_url": "http://gw/oauth2/authorize",
                "provider": "keycloak",
                "scopes": ["read"],
                "header": "Authorization"
              },
              "capabilities": ["tools", "resources"],
              "health_status": "healthy",
              "tools_preview": [{ "name": "search", "description": "Finds pages." }]
            }
          ],
          "registry": {
            "name": "Gateway",
            "description": "Our servers",
            "version": "1.0.0",
            "contact": { "url": "http://gw/", "support": "help@example.test" }
          }
        }
        """);

    private static WellKnownServer Server(WellKnownAuthentication authentication) => new()
    {
        Name = "Docs",
        Description = "Documentation search",
        Url = "http://gw/docs/mcp",
        Transport = "streamable-http",
        Authentication = authentication,
        Capabilities = ["tools", "resources"],
        HealthStatus = "healthy",
        ToolsPreview = [new("search", "Finds pages.")],
    };
}
