namespace McpGateway.Proxy.Protocol;

/// <summary>Names of the gateway's own headers: what it takes from clients and states to upstreams and clients.</summary>
public static class GatewayHeaders
{
    /// <summary>A credential for the gateway, sent by clients whose <c>Authorization</c> is meant for the server behind it.</summary>
    public const string XAuthorization = "X-Authorization";

    /// <summary>Set on answers that the gateway gives itself, so that a client can tell them from a server's.</summary>
    public const string Error = "X-Gateway-Error";

    /// <summary>
    /// How often a request has come through a gateway, so that a server whose address leads back here does not go round for ever.
    /// </summary>
    public const string Hops = "X-Gateway-Hops";

    /// <summary>Which version of the server a request is for, where there are several; it ends at the gateway.</summary>
    public const string ServerVersion = "X-MCP-Server-Version";

    /// <summary>Set on every answer of a server that has several versions.</summary>
    public const string VersionRouting = "X-MCP-Version-Routing";

    public const string User = "X-User";
    public const string UserName = "X-Username";
    public const string Scopes = "X-Scopes";
    public const string AuthMethod = "X-Auth-Method";

    /// <summary>
    /// The caller's client id as upstreams are told it; <see cref="ClientId"/> is the name on answers to <c>/validate</c>.
    /// </summary>
    public const string ClientIdAuth = "X-Client-Id-Auth";
    public const string ClientId = "X-Client-Id";
    public const string ServerName = "X-Server-Name";

    /// <summary>The JSON-RPC method of the request, in spite of its name.</summary>
    public const string ToolName = "X-Tool-Name";

    /// <summary>The request's body, for <c>/validate</c>.</summary>
    public const string Body = "X-Body";
    public const string RealIp = "X-Real-IP";
    public const string OriginalUrl = "X-Original-URL";
    public const string ForwardedFor = ForwardedPrefix + "For";
    public const string ForwardedProto = ForwardedPrefix + "Proto";
    public const string ForwardedHost = ForwardedPrefix + "Host";

    /// <summary>Every header that begins so states where a request came from and is set by the gateway alone.</summary>
    public const string ForwardedPrefix = "X-Forwarded-";
}
