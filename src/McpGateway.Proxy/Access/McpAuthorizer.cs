using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Proxy.Access;

/// <summary>Applies a caller's rights to what was read.</summary>
internal static class McpAuthorizer
{
    /// <summary>The first element that is not allowed, or null. One is enough to refuse the whole.</summary>
    public static JsonRpcMessage? FirstDenied(IServerAccess access, in JsonRpcBody body)
    {
        for (var index = 0; index < body.Count; index++)
        {
            if (!Allows(access, body[index]))
            {
                return body[index];
            }
        }

        return null;
    }

    /// <summary>A message without an id is judged like a request: upstreams may act on it all the same.</summary>
    public static bool Allows(IServerAccess access, JsonRpcMessage message) => message switch
    {
        { Kind: JsonRpcKind.Response or JsonRpcKind.ErrorResponse } => access.AllowsServer,
        _ when McpMethods.NeedsServerAccessOnly(message.Method) => access.AllowsServer,
        { Method: McpMethods.ToolsCall } => message.Target is { Length: > 0 } tool && access.AllowsTool(tool),
        _ => access.AllowsMethod(message.Method),
    };
}
