using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Core.Egress.Providers;

/// <summary>
/// The client that an operator stated. Where the server itself says who its authorization server is, the client's secret goes to the issuer
/// that was stated with it, or else to the one that was named first: a server that later names another does not get it sent there.
/// </summary>
internal sealed class StatedClients(EgressRepository repository, DocumentStore documents)
{
    private static readonly Error Moved = new(
        ErrorKind.Conflict,
        "The server names another authorization server than its client was stated for. An administrator has to state the settings again.");

    public async Task<Result<TokenIssuerReference>> FindAsync(
        EgressServer egress, OAuthEndpoints provider, CancellationToken cancellationToken)
    {
        var settings = egress.Settings;
        var isFixed = settings.Provider != ProviderPreset.Upstream || settings.Issuer == provider.Issuer;
        if (!isFixed && (settings.Issuer is not null || !await IsFirstAsync(egress, provider.Issuer!, cancellationToken)))
        {
            return Moved;
        }

        return provider.ReferenceFor(
            settings.ClientId!, settings.ClientSecret is null ? ClientAuthentications.None : provider.ClientAuthentication);
    }

    private async Task<bool> IsFirstAsync(EgressServer egress, string issuer, CancellationToken cancellationToken)
    {
        var known = await repository.FindClientAsync(egress.Key, cancellationToken);
        if (known is { Value: { IsStated: true } client } && client.ClientId == egress.Settings.ClientId)
        {
            return client.Issuer == issuer;
        }

        var first = new RegisteredClientRecord
        {
            Issuer = issuer,
            RedirectUri = "",
            ClientId = egress.Settings.ClientId!,
            ClientAuthentication = ClientAuthentications.None,
            IsStated = true,
        };
        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(
                EgressRepository.Clients, egress.Key, first, known?.Version ?? DocumentBatch.Absent), cancellationToken);

        // Lost the race against another request: what that one found counts.
        return committed.IsSuccess
            || (await repository.FindClientAsync(
                egress.Key, cancellationToken) is { Value: { IsStated: true } other } && other.Issuer == issuer);
    }
}
