using McpGateway.Proxy.Access;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>What one test user may do, on every server unless named.</summary>
internal sealed record Rights
{
    public string[]? Servers { get; init; }

    public string[] Methods { get; init; } = ["*"];

    public string[] Tools { get; init; } = ["*"];

    public CancellationToken Revoked { get; init; }
}

/// <summary>Tokens are user names. A stand-in for the control plane behind the data plane's ports.</summary>
internal sealed class TestAccess : IProxyAuthenticator, IAccessDecider
{
    public const string Challenge = "Bearer resource_metadata=\"https://gateway.test/metadata\"";

    private readonly Dictionary<string, ProxyCaller> _callers = new(StringComparer.Ordinal);

    public bool IsAway { get; set; }

    public TestAccess Add(string user, Rights rights, string scopes = "scope-a scope-b")
    {
        _callers[user] = new ProxyCaller
        {
            Subject = "sub-" + user,
            UserName = user,
            ClientId = "client-" + user,
            Scopes = scopes,
            AuthMethod = "test",
            Principal = rights,
            Revoked = rights.Revoked,
        };
        return this;
    }

    public ValueTask<ProxyAuthentication> AuthenticateAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var (token, source) =
            headers["X-Authorization"].ToString() is { Length: > 0 } own ? (own, CredentialSource.XAuthorization)
            : headers.Authorization.ToString() is { Length: > 0 } standard ? (standard, CredentialSource.Authorization)
            : (context.Request.Cookies["mcp_gateway_session"] ?? "", CredentialSource.Cookie);
        return new ValueTask<ProxyAuthentication>(
            !IsAway && _callers.TryGetValue(token.Replace("Bearer ", "", StringComparison.Ordinal), out var caller)
                ? new ProxyAuthentication(caller, source, null)
                : new ProxyAuthentication(null, CredentialSource.None, Challenge) { IsUnavailable = IsAway });
    }

    public string DescribeDenial(HttpContext context, ProxyCaller caller) => "Bearer error=\"insufficient_scope\"";

    public ValueTask<bool> IsForGatewayAsync(HttpContext context, string value) =>
        new(_callers.Keys.Any(user => value.EndsWith(user, StringComparison.Ordinal)));

    public IServerAccess For(ProxyCaller caller, Route route) => new ServerAccess((Rights)caller.Principal, route);

    private sealed class ServerAccess(Rights rights, Route route) : IServerAccess
    {
        public bool AllowsServer => rights.Servers?.Contains(route.Name) ?? true;

        public bool AllowsMethod(string method) => AllowsServer && (rights.Methods.Contains("*") || rights.Methods.Contains(method));

        public bool AllowsTool(string tool) => AllowsServer && (rights.Tools.Contains("*") || rights.Tools.Contains(tool));
    }
}
