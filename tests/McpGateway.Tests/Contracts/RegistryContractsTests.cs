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
            Packages = [new() { Identifier = "currenttime", Version = "1.0.0",
                Transport = new("streamable-http", "http://gw/currenttime/") }],
            Meta = new(new("/currenttime", IsEnabled: true, "healthy", NumTools: 1, [], "N/A")),
        },
        new(new(LastChecked: null, "healthy")));

    private const string EntryJson =
        """
        {
          "server": {
            "name": "io.mcpgateway/currenttime",
            "description": "The time",
            "version": "1.0.0",
            "title": "Current Time",
            "repository": null,
            "websiteUrl": null,
            "packages": [
              {
                "registryType": "mcpb",
                "identifier": "currenttime",
                "version": "1.0.0",
                "registryBaseUrl": null,
                "transport": { "type": "streamable-http", "url": "http://gw/currenttime/" },
                "runtimeHint": "docker"
              }
            ],
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
          "_meta": { "io.mcpgateway/registry": { "last_checked": null, "health_status": "healthy" } }
        }
        """;

    [Fact]
    public void RegistryServerEntry_HasTheMembersOfTheContract() => RoundTrip.Verify(Entry, EntryJson);

    [Theory]
    [InlineData(null, "null")]
    [InlineData("io.mcpgateway/x", "\"io.mcpgateway/x\"")]
    public void RegistryServerList_HasACursorOrNull(string? cursor, string json) => RoundTrip.Verify(
        new RegistryServerList([Entry], new(cursor, 1)),
        $$"""{ "servers": [{{EntryJson}}], "metadata": { "nextCursor": {{json}}, "count": 1 } }""");

    /// <summary>What a package leaves out is what this registry's packages always are.</summary>
    [Fact]
    public void RegistryPackage_WithoutTypeAndHint_HasTheDefaults()
    {
        var package = RoundTrip.Read<RegistryPackage>(
            """{ "identifier": "x", "version": "1", "transport": { "type": "streamable-http", "url": "http://gw/x/" } }""");

        Assert.Equal(("mcpb", "docker", null), (package.RegistryType, package.RuntimeHint, package.RegistryBaseUrl));
    }

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
