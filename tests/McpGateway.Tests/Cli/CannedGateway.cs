using System.Net;
using System.Text;

namespace McpGateway.Tests.Cli;

/// <summary>Answers by path, so that what commands print is the same each time.</summary>
internal sealed class CannedGateway : HttpMessageHandler
{
    private static readonly Dictionary<string, string> Answers = new(StringComparer.Ordinal)
    {
        ["/api/auth/me"] = """
            {"username": "maria", "auth_method": "oauth", "provider": "local", "groups": ["developers", "registry-users"],
             "scopes": ["developers", "registry-users/read"], "is_admin": false}
            """,
        ["/api/servers"] = """
            {"servers": [
              {"display_name": "GitHub", "path": "/github/", "is_enabled": true, "tags": ["code", "issues", "reviews"], "num_tools": 41,
               "num_stars": 4.5, "health_status": "healthy", "changed_tools": 2},
              {"display_name": "Documentation search of the platform team", "path": "/platform/docs-search/", "is_enabled": true,
               "tags": [], "num_tools": 3, "num_stars": 0, "health_status": "unhealthy: connection refused", "changed_tools": 0},
              {"display_name": "Payroll \u001b[31m", "path": "/payroll/", "is_enabled": false, "tags": ["hr"], "num_tools": 0,
               "num_stars": 0, "health_status": "disabled", "changed_tools": 0}]}
            """,
        ["/api/servers/github"] = """
            {"display_name": "GitHub", "path": "/github/", "description": "Repositories, issues and pull requests.", "is_enabled": true,
             "proxy_pass_url": "https://api.githubcopilot.com/mcp/", "health_status": "healthy", "tags": ["code"],
             "last_checked_iso": "2030-01-31T12:00:00+00:00", "supported_transports": ["streamable-http"], "auth_type": "oauth",
             "header_names": ["X-Api-Key"], "groups": ["developers"], "gateway_url": "https://mcp.example.com/github/mcp",
             "registered_at": "2030-01-30T09:00:00", "registered_by": "admin", "implementation": {"name": "github", "version": "2.1"},
             "tools": [
               {"name": "create_issue", "description": "Create an issue in a repository.\nArgs: …", "changed": true,
                "schema": {"properties": {"repo": {}, "title": {}, "body": {}}, "required": ["repo", "title"]}},
               {"name": "search_code", "description": "Search code in all repositories that the user may read.", "changed": false,
                "schema": {"properties": {"query": {}}, "required": ["query"]}}]}
            """,
        ["/api/access/explain"] = """
            {"allowed": false, "reason": "Rules name the server 'github', but none of them lists the tool 'delete_repo'.",
             "scopes": ["developers"], "unknown_scopes": [], "matched": [],
             "considered": [{"scope": "developers", "rule": {"server": "github", "methods": ["initialize", "tools/list", "tools/call"],
               "tools": ["create_issue", "search_code"]}}]}
            """,
        ["/api/audit/calls"] = """
            {"calls": [
              {"at": "2030-01-31T12:00:00+00:00", "user": "maria", "server": "github", "method": "tools/call", "target": "create_issue",
               "outcome": "forwarded", "status": 200, "duration_ms": 12.345},
              {"at": "2030-01-31T11:59:59+00:00", "user": "maria", "server": "github", "method": "tools/call", "target": "delete_repo",
               "outcome": "denied", "status": 403, "duration_ms": 0.21}]}
            """,
    };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(Answers.TryGetValue(request.RequestUri!.AbsolutePath, out var json)
            ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(json, Encoding.UTF8, "application/json") }
            : new HttpResponseMessage(HttpStatusCode.NotFound)
            {
                Content = new StringContent("""{"detail": "Not Found"}""", Encoding.UTF8, "application/json"),
            });
}
