using System.Net;
using System.Text.Json;
using McpGateway.Core.Invocation;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Invocation;

namespace McpGateway.Tests.Invocation;

/// <summary>Tool calls of the tests in this folder.</summary>
internal static class Calls
{
    public static readonly ProxyCaller Kim = new()
    {
        Subject = "local:kim",
        UserName = "kim",
        ClientId = "",
        Scopes = "all-of-it",
        AuthMethod = "traditional",
        Principal = "kim",
    };

    public static ToolCall Of(string tool, string? arguments = null, string path = "/weather") => new()
    {
        Caller = Kim,
        ServerPath = path,
        Tool = tool,
        Arguments = arguments is null ? null : JsonElement.Parse(arguments),
        Origin = new InvocationOrigin("https", "gateway.test", IPAddress.Parse("192.0.2.7")),
    };

    public static JsonElement Json(string text) => JsonElement.Parse(text);
}
