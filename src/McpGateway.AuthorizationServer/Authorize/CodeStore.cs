using McpGateway.AuthorizationServer.Grants;
using McpGateway.AuthorizationServer.Requests;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;

namespace McpGateway.AuthorizationServer.Authorize;

/// <summary>Authorization codes: 256 random bits, good once and for a minute.</summary>
internal sealed class CodeStore(DocumentStore documents, TimeProvider time)
{
    public static readonly DocumentKind<CodeRecord> Kind = new("oauth_codes", AuthorizeJsonContext.Default.CodeRecord)
    {
        ExpiryOf = record => record.ExpiresAt,
    };

    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    // Long enough that a replay is noticed while tokens of the first use can be valid.
    private static readonly TimeSpan Memory = TimeSpan.FromHours(2);

    public async Task<Result<string>> CreateAsync(AuthorizationRequest request, GrantOwner holder, CancellationToken cancellationToken)
    {
        var code = Secrets.New();
        var now = time.GetUtcNow();
        var record = new CodeRecord
        {
            Request = request,
            Holder = holder,
            GrantId = GrantStore.NewId(),
            CreatedAt = now,
            ExpiresAt = now + Memory,
        };
        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(Kind, Secrets.Hash(code), record, DocumentBatch.Absent), cancellationToken);
        return committed.IsSuccess ? code : committed.Error;
    }
}
