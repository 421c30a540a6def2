using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Core.Egress.Providers;

/// <summary>
/// As which client the gateway speaks to a provider: the one that the operator stated, or the one of its metadata document, or the one that
/// it registered.
/// </summary>
internal sealed class ProviderClients(
    StatedClients stated, ClientRegistration registration, ClientMetadata metadata, EgressRepository repository)
{
    public async Task<Result<TokenIssuerReference>> ForConsentAsync(
        EgressServer egress, OAuthEndpoints provider, string redirectUri, CancellationToken cancellationToken)
    {
        if (egress.Settings.ClientId is not null)
        {
            return await stated.FindAsync(egress, provider, cancellationToken);
        }

        if (provider.TakesMetadataDocuments && metadata.ClientIdFor(redirectUri) is { } document)
        {
            return provider.ReferenceFor(document, ClientAuthentications.None);
        }

        var registered = await registration.EnsureAsync(egress.Key, provider, redirectUri, cancellationToken);
        return registered.IsSuccess
            ? provider.ReferenceFor(registered.Value.ClientId, registered.Value.ClientAuthentication)
            : registered.Error;
    }

    /// <summary>The secret of the client that tokens were issued to; null when it has none, or is no longer ours.</summary>
    public async Task<string?> SecretOfAsync(EgressServer egress, TokenIssuerReference issuer, CancellationToken cancellationToken)
    {
        if (egress.Settings.ClientId is { } id)
        {
            return id == issuer.ClientId ? egress.Settings.ClientSecret : null;
        }

        var registered = await repository.FindClientAsync(egress.Key, cancellationToken);
        return registered?.Value.ClientId == issuer.ClientId ? registered.Value.ClientSecret : null;
    }
}
