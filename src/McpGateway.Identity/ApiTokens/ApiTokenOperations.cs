using McpGateway.Foundation;
using McpGateway.Identity.Sessions;

namespace McpGateway.Identity.ApiTokens;

/// <summary>The tokens that a signed-in person hands to clients.</summary>
public sealed class ApiTokenOperations
{
    private readonly ApiTokenIssuer _vending;

    internal ApiTokenOperations(ApiTokenIssuer vending) => _vending = vending;

    /// <param name="scopes">What the token may do at most; empty for all that its owner may.</param>
    /// <param name="hours">1 to 24.</param>
    public async Task<Result<NewToken>> CreateAsync(
        BrowserSession session, IReadOnlyList<string> scopes, int hours, string description, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (hours is < 1 or > 24)
        {
            return new Error(ErrorKind.Invalid, "A token may live 1 to 24 hours");
        }

        if (description.Length > 512)
        {
            return new Error(ErrorKind.Invalid, "The description may have at most 512 characters");
        }

        var vended = await _vending.VendAsync(session.Caller, session.Identity, new(scopes, hours, description), cancellationToken);
        return vended.IsSuccess ? new NewToken(vended.Value.Token.Text, vended.Value.Token.ExpiresAt, vended.Value.Scopes) : vended.Error;
    }

    /// <summary>The caller's tokens, newest first.</summary>
    public async Task<IReadOnlyList<PersonalToken>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        [.. (await _vending.ListAsync(caller, cancellationToken)).Select(Of)];

    /// <summary>A token by its id, for its owner and for administrators; null for others, and when it has ended.</summary>
    public async Task<PersonalToken?> FindAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await _vending.FindAsync(caller, id, cancellationToken) is { } token ? Of(token) : null;
    }

    /// <summary>Voids a token at once, on every replica.</summary>
    public async Task<Result<PersonalToken>> RevokeAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        var revoked = await _vending.RevokeAsync(caller, id, cancellationToken);
        return revoked.IsSuccess ? Of(revoked.Value) : revoked.Error;
    }

    private static PersonalToken Of(VendedTokenRecord token) =>
        new(token.Id, token.Description, token.Scopes, token.CreatedAt, token.ExpiresAt, token.RevokedAt);
}

/// <summary>A token as its owner sees it later: never its text.</summary>
public sealed record PersonalToken(
    string Id, string Description, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt);

/// <summary>A token that was just made. Its text is shown once and goes nowhere else.</summary>
public sealed record NewToken(string Text, DateTimeOffset ExpiresAt, IReadOnlyList<string> Scopes)
{
    /// <summary>Without the text.</summary>
    public override string ToString() => $"token until {ExpiresAt:O}";
}
