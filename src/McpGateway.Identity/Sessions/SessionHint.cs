using McpGateway.Foundation.Auditing;

namespace McpGateway.Identity.Sessions;

/// <summary>What the audit says of a session: the beginning of its hash, which opens nothing.</summary>
public static class SessionHint
{
    private const int Length = 12;

    /// <param name="id">Of the cookie.</param>
    public static AuditCredential Of(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new("session_cookie", SessionStore.KeyOf(id)[..Length]);
    }
}
