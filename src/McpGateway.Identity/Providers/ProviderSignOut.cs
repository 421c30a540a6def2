using McpGateway.Identity.Sessions;
using Microsoft.AspNetCore.WebUtilities;

namespace McpGateway.Identity.Providers;

/// <summary>
/// Sign-out at the provider (OpenID Connect RP-Initiated Logout 1.0): otherwise the next click signs the same person in again.
/// </summary>
internal sealed class ProviderSignOut(ProviderConnections connections)
{
    // A longer address would be cut on the way; the provider then asks its visitor instead.
    private const int MaxHint = 6 * 1024;

    /// <param name="ended">The session that ended here.</param>
    /// <param name="returnTo">Where the provider sends the browser afterwards.</param>
    /// <returns>Null when the session was not a provider's, or the provider knows no sign-out.</returns>
    public async Task<string?> AddressAsync(EndedSession ended, string returnTo, CancellationToken cancellationToken)
    {
        if (connections.Find(ended.Provider) is not { } connection
            || await connection.EndpointsAsync(cancellationToken) is not { Logout: { } address })
        {
            return null;
        }

        var isCognito = connection.Definition.Kind == ProviderKind.Cognito;
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = connection.Definition.ClientId,
            [isCognito ? "logout_uri" : "post_logout_redirect_uri"] = returnTo,
        };
        if (!isCognito && ended.IdToken is { Length: <= MaxHint } hint)
        {
            query["id_token_hint"] = hint;
        }

        return QueryHelpers.AddQueryString(address.ToString(), query);
    }
}
