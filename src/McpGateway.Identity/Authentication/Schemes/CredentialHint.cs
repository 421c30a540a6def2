using System.Security.Claims;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Sessions;

namespace McpGateway.Identity.Authentication.Schemes;

/// <summary>What the audit says of a credential: tells it from others and opens nothing.</summary>
internal static class CredentialHint
{
    public static AuditCredential Of(string scheme, CredentialFeature? credential, ReadOnlySpan<Claim> claims)
    {
        foreach (var claim in claims)
        {
            if (claim.Type == SessionClaims.Id)
            {
                return SessionHint.Of(claim.Value);
            }
        }

        return scheme == CredentialSchemes.Basic ? new("basic", null) : new("bearer_token", credential?.Identity.TokenId);
    }
}
