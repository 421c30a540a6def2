using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;

namespace McpGateway.AuthorizationServer.Clients;

/// <summary>Finds a client by its id: managed, named by the URL of its metadata document, or registered by itself.</summary>
internal sealed class ClientDirectory(DocumentStore store, ManagedClients managed, MetadataDocumentClients documents)
{
    public static readonly DocumentKind<OAuthClientRecord> Registrations = new(
        "oauth_registrations", ClientsJsonContext.Default.OAuthClientRecord)
    {
        ExpiryOf = record => record.ExpiresAt,
    };

    /// <param name="address">Who causes the look-up, for counting what is fetched on a stranger's behalf.</param>
    public async Task<Result<OAuthClientRecord>> FindAsync(string? clientId, string address, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(clientId) || !DocumentKey.IsValid(clientId))
        {
            return OAuthErrors.InvalidClient("client_id is missing.");
        }

        if (managed.Current.Find(clientId) is { } known)
        {
            return known;
        }

        if (MetadataDocumentClients.IsDocumentUrl(clientId))
        {
            return await documents.FindAsync(clientId, address, cancellationToken);
        }

        return await store.FindAsync(Registrations, clientId, cancellationToken) is { } registered
            ? registered.Value
            : OAuthErrors.InvalidClient("The client is not known here. If it registered itself before, it has to do so again.");
    }

    /// <summary>How a client that was found came to be known.</summary>
    public ClientSource SourceOf(string clientId) => managed.Current.Find(clientId)?.Source
        ?? (MetadataDocumentClients.IsDocumentUrl(clientId) ? ClientSource.MetadataDocument : ClientSource.Registered);

    /// <summary>A user let the client in: a registration is kept from now on.</summary>
    public async Task KeepAsync(string clientId, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Registrations, clientId, cancellationToken) is { Value.ExpiresAt: not null } registration)
        {
            // A conflict means that somebody else did the same.
            await store.CommitAsync(
                new DocumentBatch().Put(
                    Registrations, clientId, registration.Value with { ExpiresAt = null }, registration.Version), cancellationToken);
        }
    }
}
