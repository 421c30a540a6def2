using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>Schemas of the service tools that are too long to stand beside them.</summary>
internal static class ServiceToolSchemas
{
    public const string List = """
        {"type":"object","properties":{
          "include_tools":{"type":"boolean","default":false,
            "description":"Whether each server lists its tools with their schemas, which can be long."}}}
        """;

    public const string Register = $$$"""
        {"type":"object","properties":{
          "server_name":{"type":"string","description":"Display name."},
          "path":{"type":"string","description":"Where the gateway serves it, for example /weather."},
          "proxy_pass_url":{"type":"string","description":"Where the server is, for example http://localhost:8001/mcp."},
          "description":{"type":"string","default":""},
          "tags":{"type":"array","items":{"type":"string"}},
          "num_tools":{"type":"integer","default":0},
          "num_stars":{"type":"integer","default":0},
          "is_python":{"type":"boolean","default":false},
          "license":{"type":"string","default":"N/A"},
          "auth_provider":{"type":"string","description":"Identity provider whose credential the server itself wants."},
          "auth_type":{"type":"string","enum":["none","oauth","api-key","hybrid"]},
          "supported_transports":{"type":"array","items":{"type":"string",
            "enum":["{{{ServerTransport.StreamableHttp}}}","{{{ServerTransport.Sse}}}","{{{ServerTransport.Stdio}}}"]}},
          "headers":{"type":"array","items":{"type":"object"},
            "description":"Headers that the gateway adds, for example [{\"X-Api-Key\":\"value\"}]."},
          "tool_list":{"type":"array","items":{"type":"object"},"description":"Tools, if they are to be known before the server is asked."},
          "overwrite":{"type":"boolean","default":true,"description":"Whether a server that is registered at the path may be changed."}},
         "required":["server_name","path","proxy_pass_url"]}
        """;
}
