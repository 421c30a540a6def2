using McpGateway.AuthorizationServer.Requests;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;

namespace McpGateway.AuthorizationServer.Consents;

/// <summary>
/// What a consent page shows and its buttons decide (kind <c>oauth_consent_tickets</c>, key = SHA-256 of the ticket in the form). Either an
/// authorization request or a device.
/// </summary>
internal sealed record ConsentTicketRecord
{
    public AuthorizationRequest? Request { get; init; }

    /// <summary>Key of the device code.</summary>
    public string? Device { get; init; }

    /// <summary>Hash of the session that was shown the page.</summary>
    public required string Session { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public override string ToString() => nameof(ConsentTicketRecord);
}

/// <summary>
/// One ticket per page shown: the decision is about what that page showed, in that session, once. A page of another site has no ticket, and
/// another person's ticket is worth nothing.
/// </summary>
internal sealed class ConsentTickets(DocumentStore documents, TimeProvider time)
{
    public static readonly DocumentKind<ConsentTicketRecord> Kind = new(
        "oauth_consent_tickets", ConsentsJsonContext.Default.ConsentTicketRecord)
    {
        ExpiryOf = record => record.ExpiresAt,
    };

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public async Task<Result<string>> CreateAsync(
        AuthorizationRequest? request, string? device, string sessionId, CancellationToken cancellationToken)
    {
        var ticket = Secrets.New();
        var record = new ConsentTicketRecord
        {
            Request = request,
            Device = device,
            Session = Secrets.Hash(sessionId),
            ExpiresAt = time.GetUtcNow() + Lifetime,
        };
        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(Kind, Secrets.Hash(ticket), record, DocumentBatch.Absent), cancellationToken);
        return committed.IsSuccess ? ticket : committed.Error;
    }

    /// <returns>What the ticket stands for; null when it is not good (any more) in this session.</returns>
    public async Task<ConsentTicketRecord?> TakeAsync(string? ticket, string sessionId, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(ticket) || await documents.FindAsync(Kind, Secrets.Hash(ticket), cancellationToken) is not { } found)
        {
            return null;
        }

        // Of two that come at once, one finds the version gone.
        var taken = await documents.CommitAsync(new DocumentBatch().Delete(Kind, found.Key, found.Version), cancellationToken);
        return taken.IsSuccess && Secrets.Matches(found.Value.Session, sessionId) && found.Value.ExpiresAt > time.GetUtcNow()
            ? found.Value
            : null;
    }
}
