namespace McpGateway.Identity.Credentials;

/// <summary>Tokens that the gateway issued and that are no access tokens. Whoever issues such tokens implements it.</summary>
public interface IIssuedTokens
{
    /// <summary>Whether the gateway made this token, at whatever time and for whomever.</summary>
    bool AreOurs(string token);
}
