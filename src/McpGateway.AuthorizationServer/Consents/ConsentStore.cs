using McpGateway.AuthorizationServer.Grants;
using McpGateway.AuthorizationServer.Requests;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;

namespace McpGateway.AuthorizationServer.Consents;

/// <summary>Which client a user has authorized, and for which resource and scopes.</summary>
internal sealed class ConsentStore(DocumentStore documents, GrantStore grants, TimeProvider time)
{
    public static readonly DocumentKind<ConsentRecord> Kind = new(ConsentDocuments.Consents, ConsentsJsonContext.Default.ConsentRecord)
    {
        OwnerOf = record => record.Subject,
    };

    /// <summary>Whether the user need not be asked again.</summary>
    public async Task<bool> CoversAsync(string subject, AuthorizationRequest request, CancellationToken cancellationToken) =>
        RedirectUri.IdentifiesClient(request.RedirectUri)
        && !request.AsksAlways
        && await documents.FindAsync(
            Kind, KeyOf(subject, request.ClientId, request.RedirectUri, request.Scopes, request.Resources), cancellationToken) is not null;

    /// <param name="redirectUri">Empty for a device, which is answered nowhere.</param>
    public async Task<Error?> RecordAsync(
        string subject, string clientId, string clientName, string redirectUri, IReadOnlyList<string> scopes,
        IReadOnlyList<string> resources,
        CancellationToken cancellationToken)
    {
        var record = new ConsentRecord
        {
            Subject = subject,
            ClientId = clientId,
            ClientName = clientName,
            RedirectUri = redirectUri,
            Scopes = scopes,
            Resources = resources,
            GrantedAt = time.GetUtcNow(),
        };

        // Loopback ports change with each start of a client: one record for all of them, which covers none.
        var place = RedirectUri.IdentifiesClient(redirectUri) ? redirectUri : "";
        var batch = new DocumentBatch().Put(Kind, KeyOf(subject, clientId, place, scopes, resources), record, expectedVersion: null);
        return (await documents.CommitAsync(batch, cancellationToken)).Error;
    }

    public async Task<IReadOnlyList<ConsentRecord>> ListAsync(string subject, CancellationToken cancellationToken) =>
        [.. (await documents.ListByOwnerAsync(Kind, subject, cancellationToken)).Select(document => document.Value)];

    /// <summary>Takes back what a user allowed a client, and ends its tokens at once.</summary>
    /// <returns>Whether there was anything to take back.</returns>
    public async Task<bool> RevokeAsync(string subject, string clientId, CancellationToken cancellationToken)
    {
        var batch = new DocumentBatch();
        foreach (var consent in await documents.ListByOwnerAsync(Kind, subject, cancellationToken))
        {
            if (consent.Value.ClientId == clientId)
            {
                batch.Delete(Kind, consent.Key, expectedVersion: null);
            }
        }

        var hasConsented = batch.Writes.Count > 0;
        await grants.RevokeOfUserAsync(batch, subject, clientId, "the user took the consent back", cancellationToken);
        return hasConsented;
    }

    private static string KeyOf(
        string subject, string clientId, string redirectUri, IEnumerable<string> scopes, IEnumerable<string> resources) =>
        Secrets.Hash(string.Join('\n', subject, clientId, redirectUri, Sorted(scopes), Sorted(resources)));

    private static string Sorted(IEnumerable<string> values) => string.Join(' ', values.Order(StringComparer.Ordinal));
}
