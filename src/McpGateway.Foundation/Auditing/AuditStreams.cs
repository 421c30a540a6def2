namespace McpGateway.Foundation.Auditing;

/// <summary>The streams of the audit; each but the last is a chain of its own. Names are stored: they do not change.</summary>
public static class AuditStreams
{
    /// <summary>Changes of servers, agents, access, accounts, federation and settings, and attempts at them.</summary>
    public const string RegistryApi = "registry_api";

    /// <summary>Tokens, grants and consents: given, renewed, taken back.</summary>
    public const string TokenMint = "token_mint";

    /// <summary>Sign-in, its failures, and sign-out.</summary>
    public const string SignIn = "sign_in";

    /// <summary>
    /// Calls to servers and agents. No chain: they are read from the call records, and this is their name where events are asked for.
    /// </summary>
    public const string McpAccess = "mcp_access";

    /// <summary>Those that are chains, in the order in which they are locked.</summary>
    public static readonly IReadOnlyList<string> All = [RegistryApi, SignIn, TokenMint];
}

/// <summary>What became of what was tried. Names are stored: they do not change.</summary>
public static class AuditOutcomes
{
    public const string Success = "success";

    /// <summary>It was refused because the caller has no right to it.</summary>
    public const string Denied = "denied";

    public const string Failure = "failure";

    /// <summary>It was not tried: too many failures before.</summary>
    public const string Locked = "locked";

    public static readonly IReadOnlyList<string> All = [Success, Denied, Failure, Locked];
}

/// <summary>What was decided about a right. Names are stored: they do not change.</summary>
public static class AuditDecisions
{
    public const string Allow = "ALLOW";

    public const string Deny = "DENY";

    public const string NotRequired = "NOT_REQUIRED";

    public static readonly IReadOnlyList<string> All = [Allow, Deny, NotRequired];
}
