namespace McpGateway.Cli.OAuth;

/// <summary>Why a provider gave no token.</summary>
internal enum OAuthFailureKind
{
    /// <summary>It could not be reached, or said that it cannot answer now: worth another try later.</summary>
    Unavailable,

    /// <summary>The refresh token or code does not count any more: somebody has to sign in again.</summary>
    SignInNeeded,

    /// <summary>It does not accept the client or the request: a setting is wrong.</summary>
    Refused,

    /// <summary>No page can be shown on this machine.</summary>
    NoBrowser,
}

/// <summary>A provider gave no token. The message has no secret in it.</summary>
internal sealed class OAuthFailure(OAuthFailureKind kind, string message, Exception? cause = null) : Exception(message, cause)
{
    public OAuthFailureKind Kind { get; } = kind;
}
