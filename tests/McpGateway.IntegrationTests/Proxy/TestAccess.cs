using McpGateway.Host.FastPath;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

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
internal sealed class TestAccess : IProxyAuthenticator, IAccessDecider, IAgentSight
{
    public const string Challenge = "Bearer resource_metadata=\"https://gateway.test/metadata\"";

    private readonly Dictionary<string, ProxyCaller> _callers = new(StringComparer.Ordinal);
    private int _fastCalls;
    private int _serverCalls;

    /// <summary>Requests that came by the fast path.</summary>
    public int FastCalls => Volatile.Read(ref _fastCalls);

    /// <summary>Requests that came by the server's HTTP layer.</summary>
    public int ServerCalls => Volatile.Read(ref _serverCalls);

    /// <summary>Thrown at whoever comes next.</summary>
    public Exception? Fault { get; set; }

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
        Interlocked.Increment(ref context.Features.Get<IHttpRequestFeature>() is RequestFeature ? ref _fastCalls : ref _serverCalls);
        if (Fault is not null)
        {
            throw Fault;
        }

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

    public bool MayBeForGateway(string value) => CredentialText.MayHoldOne(value);

    public ValueTask<bool> IsForGatewayAsync(HttpContext context, string value) =>
        new(_callers.Keys.Any(user => value.EndsWith(user, StringComparison.Ordinal)));

    public bool Sees(ProxyCaller caller, Route route) => For(caller, route).AllowsServer;

    public IServerAccess For(ProxyCaller caller, Route route) => new ServerAccess((Rights)caller.Principal, route);

    private sealed class ServerAccess(Rights rights, Route route) : IServerAccess
    {
        public bool AllowsServer => rights.Servers?.Contains(route.Name) ?? true;

        public bool AllowsMethod(string method) => AllowsServer && (rights.Methods.Contains("*") || rights.Methods.Contains(method));

        public bool AllowsTool(string tool) => AllowsServer && (rights.Tools.Contains("*") || rights.Tools.Contains(tool));

        public MessageVerdict JudgeMessage(string method, string? skill) =>
            !AllowsMethod(method) ? MessageVerdict.Denied
            : rights.Tools.Contains("*") ? MessageVerdict.Allowed
            : skill is null ? MessageVerdict.SkillMissing
            : rights.Tools.Contains(skill) ? MessageVerdict.Allowed
            : MessageVerdict.Denied;
    }
}
