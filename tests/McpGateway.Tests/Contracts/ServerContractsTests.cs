using McpGateway.Contracts.Servers;

namespace McpGateway.Tests.Contracts;

/// <summary>Servers as <c>/api/servers</c> and its neighbours answer them.</summary>
public sealed class ServerContractsTests
{
    [Fact]
    public void ServerList_OfAServer_HasTheMembersOfTheContract() => RoundTrip.Verify(
        new ServerList([Samples.ListItem]),
        """
        {
          "servers": [
            {
              "display_name": "Docs",
              "path": "/docs",
              "description": "Documentation search",
              "proxy_pass_url": "http://127.0.0.1:8000/mcp",
              "is_enabled": true,
              "tags": ["a", "b"],
              "num_tools": 2,
              "num_stars": 4.5,
              "is_python": false,
              "license": "N/A",
              "health_status": "healthy",
              "last_checked_iso": "2026-01-02T03:04:05.678901+00:00",
              "supported_transports": ["streamable-http"],
              "auth_type": "none",
              "changed_tools": 1
            }
          ]
        }
        """);

    /// <summary>Null members are always written where the contract has them.</summary>
    [Fact]
    public void ServerList_NeverChecked_WritesNull() => RoundTrip.Verify(
        new ServerList([Samples.ListItem with { LastCheckedIso = null, ProxyPassUrl = null, Tags = [] }]),
        """
        {
          "servers": [
            {
              "display_name": "Docs",
              "path": "/docs",
              "description": "Documentation search",
              "proxy_pass_url": null,
              "is_enabled": true,
              "tags": [],
              "num_tools": 2,
              "num_stars": 4.5,
              "is_python": false,
              "license": "N/A",
              "health_status": "healthy",
              "last_checked_iso": null,
              "supported_transports": ["streamable-http"],
              "auth_type": "none",
              "changed_tools": 1
            }
          ]
        }
        """);

    [Fact]
    public void ServerDetail_WithEverything_HasTheMembersOfTheContract() => RoundTrip.Verify(
        Samples.Detail,
        """
        {
          "display_name": "Docs",
          "path": "/docs",
          "description": "Documentation search",
          "proxy_pass_url": "http://127.0.0.1:8000/mcp",
          "is_enabled": true,
          "tags": ["a"],
          "num_tools": 1,
          "num_stars": 4,
          "is_python": true,
          "license": "MIT",
          "health_status": "unhealthy",
          "health_detail": "unhealthy: timeout",
          "health_state": "unhealthy",
          "health_reason": "No answer within 2 seconds.",
          "final_address": null,
          "last_checked_iso": null,
          "supported_transports": ["streamable-http", "sse"],
          "auth_type": "oauth",
          "auth_provider": "github",
          "mcp_endpoint": "https://up.example/mcp",
          "sse_endpoint": null,
          "changed_tools": 0,
          "tools": [],
          "rating_details": [{ "user": "bob", "rating": 4 }],
          "header_names": ["X-Api-Key"],
          "groups": ["docs-readers"],
          "gateway_url": "https://gw.example/docs/mcp",
          "is_built_in": false,
          "can_modify": true,
          "registered_at": "2026-01-02T03:04:05.678901",
          "updated_at": "2026-01-02T03:04:06.678901",
          "registered_by": "admin",
          "visibility": "public",
          "implementation": {
            "name": "docs",
            "version": "1.2",
            "protocol_version": "2025-06-18",
            "instructions": null,
            "discovered_at": "2026-01-02T03:04:05+00:00"
          }
        }
        """);

    [Fact]
    public void ServerDetail_NeverDiscovered_WritesItsImplementationAsNull()
    {
        var json = System.Text.Json.JsonSerializer.Serialize(
            Samples.Detail with { Implementation = null }, McpGateway.Contracts.ContractsJsonContext.Default.ServerDetail);

        Assert.Contains("\"implementation\":null", json, StringComparison.Ordinal);
        Assert.Null(RoundTrip.Read<ServerDetail>(json).Implementation);
    }

    /// <summary>Members that may be absent are absent: clients of the reference test for the key.</summary>
    [Fact]
    public void ServerDocument_WithTheLeast_LeavesOutWhatIsAbsent() => RoundTrip.Verify(
        Samples.Document,
        """
        {
          "server_name": "Docs",
          "description": "Documentation search",
          "path": "/docs",
          "proxy_pass_url": null,
          "tags": [],
          "num_tools": 0,
          "num_stars": 0,
          "is_python": false,
          "license": "N/A",
          "tool_list": [],
          "supported_transports": ["streamable-http"],
          "auth_type": "none",
          "is_enabled": false,
          "registered_at": "2026-01-02T03:04:05.678901",
          "updated_at": "2026-01-02T03:04:05.678901",
          "registered_by": "admin",
          "visibility": "public"
        }
        """);

    [Fact]
    public void ServerDocument_WithEverything_HasTheMembersOfTheContract() => RoundTrip.Verify(
        Samples.Document with
        {
            ProxyPassUrl = "http://127.0.0.1:8000",
            RatingDetails = [new("bob", 5), new("eve", 1)],
            NumStars = 3,
            AuthProvider = "github",
            Headers = [new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Api-Key"] = "********" }],
            McpEndpoint = "http://127.0.0.1:8000/mcp",
            SseEndpoint = "http://127.0.0.1:8000/sse",
            Transport = "streamable-http",
            Meta = RoundTrip.Json("""{ "version": "2.0.0", "anything": [1, null] }"""),
        },
        """
        {
          "server_name": "Docs",
          "description": "Documentation search",
          "path": "/docs",
          "proxy_pass_url": "http://127.0.0.1:8000",
          "tags": [],
          "num_tools": 0,
          "num_stars": 3,
          "rating_details": [{ "user": "bob", "rating": 5 }, { "user": "eve", "rating": 1 }],
          "is_python": false,
          "license": "N/A",
          "tool_list": [],
          "supported_transports": ["streamable-http"],
          "auth_type": "none",
          "auth_provider": "github",
          "headers": [{ "X-Api-Key": "********" }],
          "mcp_endpoint": "http://127.0.0.1:8000/mcp",
          "sse_endpoint": "http://127.0.0.1:8000/sse",
          "transport": "streamable-http",
          "is_enabled": false,
          "registered_at": "2026-01-02T03:04:05.678901",
          "updated_at": "2026-01-02T03:04:05.678901",
          "registered_by": "admin",
          "visibility": "public",
          "_meta": { "version": "2.0.0", "anything": [1, null] }
        }
        """);

    [Fact]
    public void InternalList_OfAServer_HasTheMembersOfTheContract() => RoundTrip.Verify(
        new InternalList(
            [
                new()
                {
                    ServerName = "Docs",
                    Path = "/docs",
                    Description = "Documentation search",
                    ProxyPassUrl = "http://127.0.0.1:8000/mcp",
                    IsEnabled = true,
                    Tags = ["a"],
                    NumTools = 0,
                    NumStars = 0,
                    IsPython = false,
                    License = "N/A",
                    HealthStatus = "healthy-auth-expired",
                    LastCheckedIso = null,
                    ToolList = [],
                },
            ],
            TotalCount: 1),
        """
        {
          "services": [
            {
              "server_name": "Docs",
              "path": "/docs",
              "description": "Documentation search",
              "proxy_pass_url": "http://127.0.0.1:8000/mcp",
              "is_enabled": true,
              "tags": ["a"],
              "num_tools": 0,
              "num_stars": 0,
              "is_python": false,
              "license": "N/A",
              "health_status": "healthy-auth-expired",
              "last_checked_iso": null,
              "tool_list": []
            }
          ],
          "total_count": 1
        }
        """);

    [Fact]
    public void RatingSummary_NeverRated_HasAnEmptyList() =>
        RoundTrip.Verify(new RatingSummary(0, []), """{ "num_stars": 0, "rating_details": [] }""");

    [Fact]
    public void RatingSummary_Rated_HasUsersAndNumbers() => RoundTrip.Verify(
        new RatingSummary(4.5, [new("bob", 4), new("eve", 5)]),
        """{ "num_stars": 4.5, "rating_details": [{ "user": "bob", "rating": 4 }, { "user": "eve", "rating": 5 }] }""");

    [Fact]
    public void ServerHealthHistory_WithAnEmptySlot_WritesItsNumbersAsNull()
    {
        var (from, to) = (DateTimeOffset.Parse("2026-01-02T03:00:00+00:00", null), DateTimeOffset.Parse("2026-01-02T03:30:00+00:00", null));
        RoundTrip.Verify(
            new ServerHealthHistory
            {
                ServerPath = "/docs",
                From = from,
                To = to,
                SlotSeconds = 900,
                Checks = 3,
                UptimePercent = 66.7,
                MeanMs = 12.5,
                SlowestMs = 20,
                Changes = [new(from, "healthy")],
                Slots =
                [
                    new() { At = from, State = "partly", Checks = 3, Healthy = 2, MeanMs = 12.5, SlowestMs = 20 },
                    new() { At = to, State = "unknown", Checks = 0, Healthy = 0, MeanMs = null, SlowestMs = null },
                ],
            },
            """
            {
              "server_path": "/docs",
              "from": "2026-01-02T03:00:00+00:00",
              "to": "2026-01-02T03:30:00+00:00",
              "slot_seconds": 900,
              "checks": 3,
              "uptime_percent": 66.7,
              "mean_ms": 12.5,
              "slowest_ms": 20,
              "changes": [{ "at": "2026-01-02T03:00:00+00:00", "status": "healthy" }],
              "slots": [
                {
                  "at": "2026-01-02T03:00:00+00:00",
                  "state": "partly",
                  "checks": 3,
                  "healthy": 2,
                  "mean_ms": 12.5,
                  "slowest_ms": 20
                },
                {
                  "at": "2026-01-02T03:30:00+00:00",
                  "state": "unknown",
                  "checks": 0,
                  "healthy": 0,
                  "mean_ms": null,
                  "slowest_ms": null
                }
              ]
            }
            """);
    }
}
