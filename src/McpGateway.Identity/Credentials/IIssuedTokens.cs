namespace McpGateway.Identity.Credentials;

/// <summary>
/// Tokens and secrets that the gateway issued and that are no access tokens. Whoever issues such ones implements it. Asked of whatever
/// looks like a credential in a request to an upstream, most of which is the upstream's: it answers from memory.
/// </summary>
public interface IIssuedTokens
{
    /// <summary>Whether the gateway made this token, at whatever time and for whomever.</summary>
    bool AreOurs(string token);
}
