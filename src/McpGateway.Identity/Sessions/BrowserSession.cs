using McpGateway.Foundation;
using McpGateway.Identity.Credentials;
using McpGateway.Proxy.Access;

namespace McpGateway.Identity.Sessions;

/// <summary>A person who is signed in with a browser, as of now.</summary>
public sealed class BrowserSession
{
    internal BrowserSession(ResolvedCaller resolved, CredentialIdentity identity) =>
        (Caller, Connection, Identity) = (resolved.Caller, resolved.Proxy, identity);

    public Caller Caller { get; }

    /// <summary>The caller for calls through the data plane. What is open under it ends with the session.</summary>
    public ProxyCaller Connection { get; }

    /// <summary>Whether any group of the caller's leads to anything; if not, <c>/login/no-access</c> says what to do.</summary>
    public bool HasAccess => !NoAccess.Concerns(Caller);

    /// <summary>When the session ends by itself.</summary>
    public DateTimeOffset ExpiresAt => Identity.ExpiresAt;

    internal CredentialIdentity Identity { get; }

    /// <summary>The name only.</summary>
    public override string ToString() => Caller.UserName;
}
