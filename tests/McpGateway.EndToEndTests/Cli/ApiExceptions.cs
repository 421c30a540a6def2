using System.Text.RegularExpressions;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>Operations of the API that no verb needs, each with the reason.</summary>
internal static class ApiExceptions
{
    /// <summary>A pattern is a method and a path; a star stands for anything.</summary>
    public static IReadOnlyList<ApiException> All { get; } =
    [
        new("* /api/v2/*", "the same operations under another prefix"),
        new("* /api/internal/*", "for the local administrator by password, as the Python product has them"),
        new("POST /api/register", "POST /api/servers/register under its older name"),
        new("POST /api/toggle/*", "POST /api/servers/toggle under its older name"),
        new("GET /api/server_details/*", "GET /api/servers/{path} under its older name"),
        new("GET /api/tools/*", "GET /api/servers/tools/{path} under its older name"),
        new("POST /api/agents/{path}/rating", "POST …/rate under another name"),
        new("GET /api/admin/tokens", "makes a token as POST /api/tokens/generate does"),
        new("GET /v0.1/*", "read by other registries and their clients"),
        new("GET /.well-known/*", "read by clients"),
        new("* /oauth2/*", "spoken by clients and browsers that sign in, mcpgw login among them"),
        new("* /device*", "a page"),
        new("GET /login*", "a page"),
        new("GET /api/auth/login", "a page"),
        new("GET /api/auth/logout", "a link of pages"),
        new("GET /api/auth/auth/{provider}", "sends a browser to a provider"),
        new("GET /api/auth/providers", "read by the sign-in page"),
        new("GET /api/auth/config", "read by the sign-in page"),
        new("POST /api/auth/password", "a form of the sign-in page"),
        new("GET /health*", "asked by probes"),
        new("GET /api/health/ws/*", "streams for pages"),
        new("GET /api/version", "told by mcpgw doctor of what runs; the number alone is for probes"),
        new("POST /metrics", "sent by other programs"),
        new("POST /flush", "sent by other programs"),
        new("GET /rate-limit", "asked by other programs"),
        new("GET /api/egress/connect/{path}", "opened in a browser by mcpgw egress connect"),
        new("GET /api/audit/filter-options", "fills the lists of a page"),
        new("GET /api/audit/calls/export", "mcpgw audit export reads the calls page by page"),
        new("POST /api/audit/verify", "mcpgw audit verify judges the audit itself and does not trust the gateway with it"),
        new("GET /api/federation/health", "asked by peers"),
        new("GET /api/federation/servers", "read by peers"),
        new("GET /api/federation/agents", "read by peers"),
        new("POST /api/federation/config", "mcpgw compat federation-save; mcpgw federation put changes one source"),
        new("PUT /api/federation/config/{configId}", "as POST /api/federation/config"),
        new("DELETE /api/federation/config/{configId}", "mcpgw compat federation-delete"),
        new("* /api/federation/config/{configId}/anthropic/*", "mcpgw compat federation-add-anthropic-server and its like"),
        new("* /api/federation/config/{configId}/asor/*", "mcpgw compat federation-add-asor-agent and its like"),
    ];

    public static string? ReasonFor(string operation) => All.FirstOrDefault(exception => exception.Fits(operation))?.Reason;
}

internal sealed record ApiException(string Pattern, string Reason)
{
    private readonly Regex _pattern = new($"^{Regex.Escape(Pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}$");

    public bool Fits(string operation) => _pattern.IsMatch(operation);
}
