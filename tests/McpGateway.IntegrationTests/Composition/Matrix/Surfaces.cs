namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>Requests that middleware serves before, beside or without an endpoint.</summary>
internal static class Surfaces
{
    private const string Initialize =
        """
        {
          "jsonrpc":"2.0","id":1,"method":"initialize",
          "params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"m","version":"1"}}
        }
        """;

    private const string ListTools = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";
    private const string CallTool =
        """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"current_time_by_timezone","arguments":{}}}""";

    private static readonly (string Name, string Value)[] WebSocket =
    [
        ("Connection", "Upgrade"), ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];

    private static readonly (string Name, string Value)[] Preflight =
        [("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization, content-type")];

    public static IReadOnlyList<(string Method, Sample Sample)> All { get; } =
    [
        // the data plane
        ("POST", Mcp("initialize", "/currenttime/mcp", Initialize)),
        ("POST", Mcp("tools/list", "/currenttime/mcp", ListTools)),
        ("POST", Mcp("tools/call", "/currenttime/mcp", CallTool)),
        ("POST", Mcp("not json", "/currenttime/mcp", "{")),
        ("POST", Mcp("initialize", "/currenttime", Initialize)),
        ("POST", Mcp("initialize", "/hidden/mcp", Initialize)),
        ("POST", Mcp("initialize", "/mcpgw/mcp", Initialize)),
        ("POST", Mcp("initialize", "/nowhere/mcp", Initialize)),
        ("GET", new Sample("stream", "/currenttime/mcp").WithHeaders(("Accept", "text/event-stream"))),
        ("GET", new Sample("plain", "/currenttime/mcp")),
        ("GET", new Sample("plain", "/currenttime/sse")),
        ("DELETE", new Sample("plain", "/currenttime/mcp")),
        ("PUT", new Sample("plain", "/currenttime/mcp")),
        ("OPTIONS", new Sample("preflight", "/currenttime/mcp").WithHeaders(Preflight)),
        ("OPTIONS", new Sample("preflight", "/nowhere/mcp").WithHeaders(Preflight)),
        ("OPTIONS", new Sample("preflight", "/api/servers").WithHeaders(Preflight)),
        ("POST", Mcp("dots", "/api/../currenttime/mcp", Initialize)),
        ("POST", Mcp("encoded slash", "/currenttime%2Fmcp", Initialize)),
        ("GET", new Sample("encoded dots", "/currenttime/%2e%2e/api/servers")),
        ("GET", new Sample("double slash", "//api/servers")),

        // an external reverse proxy asks
        ("GET", new Sample("allowed", "/validate").WithHeaders(("X-Original-URL", "http://gateway.test/currenttime/mcp"))),
        ("GET", new Sample("hidden", "/validate").WithHeaders(("X-Original-URL", "http://gateway.test/hidden/mcp"))),
        ("GET", new Sample("nowhere", "/validate").WithHeaders(("X-Original-URL", "http://gateway.test/nowhere/mcp"))),
        ("POST", new Sample("allowed", "/validate").WithHeaders(("X-Original-URL", "http://gateway.test/currenttime/mcp"))),

        // channels that stay open
        ("GET", new Sample("websocket", "/api/health/ws/health_status").WithHeaders(WebSocket)),
        ("GET", new Sample("websocket", "/_blazor").WithHeaders(WebSocket)),
        ("GET", new Sample("websocket", "/ui").WithHeaders(WebSocket)),

        // paths that resemble others
        ("GET", new Sample("case", "/API/Servers")),
        ("GET", new Sample("bare", "/api")),
        ("GET", new Sample("bare", "/api/")),
        ("GET", new Sample("bare", "/v0.1")),
        ("GET", new Sample("bare", "/api/internal")),
        ("GET", new Sample("bare", "/api/internal/nothing")),
        ("GET", new Sample("bare", "/api/internally")),
        ("GET", new Sample("bare", "/api/management")),
        ("GET", new Sample("bare", "/api/auth")),
        ("GET", new Sample("slash", "/api/auth/me/")),
        ("GET", new Sample("slash", "/health/")),
        ("GET", new Sample("slash", "/ui/")),
        ("GET", new Sample("bare", "/uix")),
        ("GET", new Sample("bare", "/appsettings.json")),
        ("GET", new Sample("bare", "/_framework/blazor.web.js")),
        ("GET", new Sample("bare", "/_framework/nothing.js")),
        ("GET", new Sample("bare", "/_content/Radzen.Blazor/Radzen.Blazor.js")),
        ("GET", new Sample("dots", "/_content/ui/../appsettings.json")),
        ("GET", new Sample("encoded dots", "/_content/ui/..%2Fappsettings.json")),
        ("GET", new Sample("claimed", "/api/servers")
            .WithHeaders(("X-User", "admin"), ("X-Scopes", "registry-admins"), ("X-Username", "admin"))),
        ("GET", new Sample("forwarded", "/api/auth/config")
            .WithHeaders(("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"))),
        ("POST", new Sample("broken form", "/api/servers/toggle").WithForm("path=%zz&=")),
        ("POST", new Sample("broken json", "/api/search/semantic").WithJson("{")),
        ("POST", new Sample("wrong type", "/api/servers/register").WithJson("{}")),
        ("POST", new Sample("cross-site fetch", "/api/servers/toggle")
            .WithForm("path=/target-@who&new_state=false").WithHeaders(("Sec-Fetch-Site", "cross-site"))),
    ];

    /// <summary>What a browser asks before a page of another origin may make a request.</summary>
    /// <param name="method">Of that request.</param>
    public static Sample PreflightOf(string target, string method) => new Sample("preflight", target).WithHeaders(
        ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", "authorization, content-type"));

    private static Sample Mcp(string label, string target, string body) =>
        new Sample(label, target).WithJson(body).WithHeaders(("Accept", "application/json, text/event-stream"));
}
