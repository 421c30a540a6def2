namespace McpGateway.Identity.Tokens;

/// <summary>Why a token was refused. The texts say what is wrong with the token and nothing about what would be right.</summary>
public enum TokenRefusal
{
    None,
    Malformed,
    AlgorithmNotAllowed,
    CriticalHeader,
    UnknownKey,
    BadSignature,
    WrongType,
    UnknownIssuer,
    WrongAudience,
    MissingExpiry,
    Expired,
    NotYetValid,
    WrongUse,
    MissingSubject,
    Revoked,
    UserDisabled,
}

internal static class TokenRefusals
{
    public static string Describe(TokenRefusal refusal) => refusal switch
    {
        TokenRefusal.None => "",
        TokenRefusal.Malformed => "The token is malformed",
        TokenRefusal.AlgorithmNotAllowed => "The token's algorithm is not accepted",
        TokenRefusal.CriticalHeader => "The token uses a header extension that is not understood",
        TokenRefusal.UnknownKey => "The token's key is not known",
        TokenRefusal.BadSignature => "The token's signature is not valid",
        TokenRefusal.WrongType => "The token is of the wrong type",
        TokenRefusal.UnknownIssuer => "The token's issuer is not trusted",
        TokenRefusal.WrongAudience => "The token was issued for another audience",
        TokenRefusal.MissingExpiry => "The token has no expiry",
        TokenRefusal.Expired => "The token has expired",
        TokenRefusal.NotYetValid => "The token is not valid yet",
        TokenRefusal.WrongUse => "The token is not an access token",
        TokenRefusal.MissingSubject => "The token names no subject",
        TokenRefusal.Revoked => "The token has been revoked",
        TokenRefusal.UserDisabled => "The token's user is not active",
    };
}
