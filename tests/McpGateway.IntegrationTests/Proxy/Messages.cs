namespace McpGateway.IntegrationTests.Proxy;

/// <summary>JSON-RPC messages that the tests send.</summary>
internal static class Messages
{
    public const string Initialize = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":"""
        + """{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""";
    public const string Initialized = """{"jsonrpc":"2.0","method":"notifications/initialized"}""";
    public const string ToolsList = """{"jsonrpc":"2.0","id":7,"method":"tools/list"}""";
    public const string ToolList = """{"jsonrpc":"2.0","id":7,"result":{"tools":[{"name":"echo","inputSchema":{"type":"object"}},"""
        + """{"name":"secret","inputSchema":{"type":"object"}}]}}""";
    public const string Answer = """{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"hi"}]}}""";

    public static string Call(string tool, string id = "1") =>
        $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{"a":1} } }""";
}
