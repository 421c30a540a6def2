namespace McpGateway.Foundation.OAuth;

/// <summary>What a token endpoint gave out (RFC 6749 §5.1).</summary>
public sealed record IssuedTokens(string AccessToken, string? RefreshToken, DateTimeOffset? ExpiresAt, string? Scope)
{
    /// <summary>The ID token (OpenID Connect Core 1.0 §3.1.3.3), not verified.</summary>
    public string? IdToken { get; init; }

    /// <summary>Nothing of it.</summary>
    public override string ToString() => "tokens";
}

/// <summary>Outcome of a token request.</summary>
/// <param name="Tokens">Null when none were issued.</param>
/// <param name="Error">The error code, for logs.</param>
/// <param name="IsFinal">The grant is gone: asking again is of no use.</param>
public sealed record TokenReply(IssuedTokens? Tokens, string? Error, bool IsFinal)
{
    private const string NoCode = "no_error_code";
    private const int MaxTokenLength = 16 * 1024;

    /// <summary>The answer that this was read from; null when nobody was asked.</summary>
    public OAuthAnswer? Answer { get; init; }

    public static TokenReply Failed(bool isFinal, string error) => new(null, error, isFinal);

    /// <param name="answer">What the endpoint said.</param>
    /// <param name="now">The time, which lifetimes are counted from.</param>
    public static TokenReply Read(OAuthAnswer answer, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(answer);

        // Some providers state errors with status 200.
        if (answer.IsSuccess && answer.Text("error") is null)
        {
            return IsToken(answer.Text("access_token")) && IsBearer(answer.Text("token_type"))
                ? new(Issued(answer, now), null, false) { Answer = answer }
                : Failed(isFinal: false, "invalid_answer") with { Answer = answer };
        }

        // RFC 6749 §5.2. Only this code says that the grant itself has ended; every other failure may be temporary or a matter of settings.
        var isFinal = answer.Text("error") is "invalid_grant" or "bad_refresh_token";
        return Failed(isFinal, OAuthErrorCode.Of(answer.Json) ?? NoCode) with { Answer = answer };
    }

    /// <summary>The issued tokens' kind and the error's code; neither holds a token.</summary>
    public override string ToString() => Tokens?.ToString() ?? Error ?? NoCode;

    private static IssuedTokens Issued(OAuthAnswer answer, DateTimeOffset now) => new(
        answer.Text("access_token")!,
        answer.Text("refresh_token") is { } refresh && IsToken(refresh) ? refresh : null,
        answer.Number("expires_in") is { } seconds and > 0 and < int.MaxValue ? now + TimeSpan.FromSeconds(seconds) : null,
        answer.Text("scope"))
    {
        IdToken = answer.Text("id_token"),
    };

    /// <summary>It becomes a header: nothing that ends one may be in it.</summary>
    private static bool IsToken(string? token) =>
        token is { Length: > 0 and <= MaxTokenLength } && !token.AsSpan().ContainsAnyExceptInRange('\x21', '\x7e');

    /// <summary>RFC 8693 §2.2.1 also knows tokens that are no access tokens; they cannot be sent as one.</summary>
    private static bool IsBearer(string? type) => type is null || type.Equals("bearer", StringComparison.OrdinalIgnoreCase);
}
