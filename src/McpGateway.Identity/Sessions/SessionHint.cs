using McpGateway.Foundation.Auditing;

namespace McpGateway.Identity.Sessions;

/// <summary>What the audit says of a session: the beginning of its hash, which opens nothing.</summary>
public static class SessionHint
{
    /// <summary>Kind of the credential.</summary>
    public const string Kind = "session_cookie";

    private const int Length = 12;

    /// <param name="id">Of the cookie.</param>
    public static AuditCredential Of(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new(Kind, SessionStore.KeyOf(id)[..Length]);
    }
}
