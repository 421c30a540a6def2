using McpGateway.Contracts.Servers;

namespace McpGateway.Tests.Contracts;

/// <summary>Records that several tests vary.</summary>
internal static class Samples
{
    public static ServerListItem ListItem { get; } = new()
    {
        DisplayName = "Docs",
        Path = "/docs",
        Description = "Documentation search",
        ProxyPassUrl = "http://127.0.0.1:8000/mcp",
        IsEnabled = true,
        Tags = ["a", "b"],
        NumTools = 2,
        NumStars = 4.5,
        IsPython = false,
        License = "N/A",
        HealthStatus = "healthy",
        LastCheckedIso = "2026-01-02T03:04:05.678901+00:00",
        SupportedTransports = ["streamable-http"],
        AuthType = "none",
        ChangedTools = 1,
    };

    public static ServerDetail Detail { get; } = new()
    {
        DisplayName = "Docs",
        Path = "/docs",
        Description = "Documentation search",
        ProxyPassUrl = "http://127.0.0.1:8000/mcp",
        IsEnabled = true,
        Tags = ["a"],
        NumTools = 1,
        NumStars = 4,
        IsPython = true,
        License = "MIT",
        HealthStatus = "unhealthy",
        HealthDetail = "unhealthy: timeout",
        HealthState = "unhealthy",
        HealthReason = "No answer within 2 seconds.",
        FinalAddress = null,
        LastCheckedIso = null,
        SupportedTransports = ["streamable-http", "sse"],
        AuthType = "oauth",
        AuthProvider = "github",
        McpEndpoint = "https://up.example/mcp",
        SseEndpoint = null,
        ChangedTools = 0,
        Tools = [],
        RatingDetails = [new("bob", 4)],
        HeaderNames = ["X-Api-Key"],
        Groups = ["docs-readers"],
        GatewayUrl = "https://gw.example/docs/mcp",
        IsBuiltIn = false,
        CanModify = true,
        RegisteredAt = "2026-01-02T03:04:05.678901",
        UpdatedAt = "2026-01-02T03:04:06.678901",
        RegisteredBy = "admin",
        Implementation = new("docs", "1.2", "2025-06-18", Instructions: null, "2026-01-02T03:04:05+00:00"),
    };

    public static ServerDocument Document { get; } = new()
    {
        ServerName = "Docs",
        Description = "Documentation search",
        Path = "/docs",
        ProxyPassUrl = null,
        Tags = [],
        NumTools = 0,
        NumStars = 0,
        IsPython = false,
        License = "N/A",
        ToolList = [],
        SupportedTransports = ["streamable-http"],
        AuthType = "none",
        IsEnabled = false,
        RegisteredAt = "2026-01-02T03:04:05.678901",
        UpdatedAt = "2026-01-02T03:04:05.678901",
        RegisteredBy = "admin",
    };

    public static Tool Tool { get; } = new()
    {
        Name = "search",
        Description = "Finds pages.\n\nArgs:\n    query: words",
        ParsedDescription = new("Finds pages.", "query: words", Returns: null, Raises: null),
        Schema = RoundTrip.Json("""{ "type": "object", "properties": { "query": { "type": "string" } } }"""),
        DefinitionHash = "9f86d081",
    };
}
