using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Signing;
using McpGateway.Identity.Tokens;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.ApiTokens;

/// <summary>
/// Hands out tokens to authenticated callers, and takes them back. Identity comes from the caller, never from the request's body.
/// </summary>
internal sealed partial class ApiTokenIssuer(
    DocumentStore documents, ITokenIssuer issuer, IOptions<AuthOptions> options, TimeProvider time,
    ILogger<ApiTokenIssuer> logger)
{
    public static readonly DocumentKind<VendedTokenRecord> Tokens = new(
        IdentityDocuments.VendedTokens, ApiTokensJsonContext.Default.VendedTokenRecord)
    {
        OwnerOf = record => record.Owner,
        ExpiryOf = record => record.ExpiresAt,
    };

    public static readonly DocumentKind<VendingCountRecord> Counts = new("vending_counts", ApiTokensJsonContext.Default.VendingCountRecord)
    {
        ExpiryOf = record => record.ExpiresAt,
    };

    public const string ClientId = "user-generated";

    // A token may vend another, which may vend another: each link is checked at use, so the chain is kept short.
    private const int MaxAncestors = 4;

    public async Task<Result<VendedToken>> VendAsync(
        Caller caller, CredentialIdentity credential, VendingRequest request, CancellationToken cancellationToken)
    {
        var excess = request.Scopes.Where(scope => !caller.Scopes.Contains(scope)).ToArray();
        if (excess.Length > 0)
        {
            return new Error(
                ErrorKind.Forbidden,
                $"Requested scopes exceed user permissions. Invalid scopes: "
                    + $"[{string.Join(", ", excess.Select(scope => $"'{LogText.Clean(scope)}'"))}]");
        }

        if (credential.Ancestors.Count >= MaxAncestors)
        {
            return new Error(
                ErrorKind.Forbidden,
                "This token was itself vended by a chain of tokens and cannot vend another. Sign in to get a new one.");
        }

        var scopes = request.Scopes.Count > 0 ? [.. request.Scopes.Distinct(StringComparer.Ordinal)] : caller.Scopes;
        var token = issuer.Issue(ToGrant(caller, credential, request, scopes));
        if (token.Text.Length > JwsToken.MaxLength)
        {
            return new Error(
                ErrorKind.Unprocessable,
                $"A token for {scopes.Count} scopes does not fit into a header. Name fewer in requested_scopes.");
        }

        var recorded = await RecordAsync(caller, token, request.Description, scopes, cancellationToken);
        if (recorded is { } refusal)
        {
            return refusal;
        }

        LogVended(token.Id, caller.Subject, token.ExpiresAt);
        return new VendedToken(token, scopes);
    }

    public async Task<IReadOnlyList<VendedTokenRecord>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var tokens = await documents.ListByOwnerAsync(Tokens, caller.Subject, cancellationToken);
        return [.. tokens.Select(document => document.Value).OrderByDescending(token => token.CreatedAt)];
    }

    /// <summary>A token of the caller's, or of anybody for administrators. Others' are answered as if they did not exist.</summary>
    public async Task<VendedTokenRecord?> FindAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        await documents.FindAsync(Tokens, id, cancellationToken) is { Value: var token }
            && (token.Owner == caller.Subject || caller.Permissions.IsAdmin) ? token : null;

    /// <summary>Voids a token at once, on every replica. Its owner may, and administrators.</summary>
    public async Task<Result<VendedTokenRecord>> RevokeAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(caller, id, cancellationToken) is not { } token)
        {
            return new Error(ErrorKind.NotFound, "Token not found");
        }

        var now = time.GetUtcNow();
        var revoked = token with { RevokedAt = token.RevokedAt ?? now };
        var record = new RevokedTokenRecord(id, now, token.ExpiresAt);
        var batch = new DocumentBatch()
            .Put(RevokedTokens.Kind, id, record, expectedVersion: null)
            .Put(Tokens, id, revoked, expectedVersion: null)
            .AsRevocation();
        var committed = await documents.CommitAsync(batch, cancellationToken);
        if (!committed.IsSuccess)
        {
            return committed.Error;
        }

        LogRevoked(id, caller.Subject);
        return revoked;
    }

    private TokenGrant ToGrant(Caller caller, CredentialIdentity credential, VendingRequest request, IReadOnlyList<string> scopes)
    {
        var expiresAt = time.GetUtcNow() + TimeSpan.FromHours(request.Hours);
        var isToken = credential.TokenId is not null;
        return new()
        {
            Subject = caller.Subject,
            UserName = caller.UserName,
            Email = caller.Email,
            Groups = caller.Groups,
            Scopes = scopes,

            // A token that could outlive itself through its children would never end.
            ExpiresAt = isToken && credential.ExpiresAt < expiresAt ? credential.ExpiresAt : expiresAt,
            AuthMethod = caller.AuthMethod,
            Provider = caller.Provider,
            ClientId = ClientId,
            Description = request.Description,
            Ancestors = credential.TokenId is { } parent ? [.. credential.Ancestors, parent] : [],
        };
    }

    /// <summary>Counts and records the token in one transaction, so that the limit holds over all replicas.</summary>
    private async Task<Error?> RecordAsync(
        Caller caller, IssuedToken token, string description, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        var limit = options.Value.MaxTokensPerUserPerHour;
        var hour = token.IssuedAt.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
        var countKey = $"{hour}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(caller.Subject)))}";
        var record = new VendedTokenRecord
        {
            Id = token.Id,
            Owner = caller.Subject,
            OwnerName = caller.UserName,
            Description = description,
            Scopes = scopes,
            CreatedAt = token.IssuedAt,
            ExpiresAt = token.ExpiresAt,
        };
        var recorded = await OptimisticCommit.RunAsync<VendedTokenRecord>(
            documents,
            async retry =>
            {
                var count = await documents.FindAsync(Counts, countKey, retry);
                if (count?.Value.Count >= limit)
                {
                    return new Error(ErrorKind.TooManyRequests, $"Rate limit exceeded. Maximum {limit} tokens per hour.");
                }

                var next = new VendingCountRecord((count?.Value.Count ?? 0) + 1, token.IssuedAt + TimeSpan.FromHours(2));
                var batch = new DocumentBatch()
                    .Put(Counts, countKey, next, count?.Version ?? DocumentBatch.Absent)
                    .Put(Tokens, token.Id, record, DocumentBatch.Absent);
                return new PendingWrite<VendedTokenRecord>(batch, record);
            },
            cancellationToken);
        return recorded.Error;
    }

    [LoggerMessage(EventId = 4040, Level = LogLevel.Information, Message = "Token {TokenId} vended to {Subject}, valid until {ExpiresAt}.")]
    private partial void LogVended(string tokenId, string subject, DateTimeOffset expiresAt);

    [LoggerMessage(EventId = 4041, Level = LogLevel.Information, Message = "Token {TokenId} revoked by {Subject}.")]
    private partial void LogRevoked(string tokenId, string subject);
}

/// <summary>What a caller asks for. No scopes means all that the caller has now.</summary>
internal sealed record VendingRequest(IReadOnlyList<string> Scopes, int Hours, string Description);

/// <summary>A vended token and what it was granted.</summary>
internal sealed record VendedToken(IssuedToken Token, IReadOnlyList<string> Scopes);
