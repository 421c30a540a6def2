namespace McpGateway.Identity.Tokens;

/// <summary>What a token must say to be accepted from one issuer.</summary>
public sealed record TokenValidationRules
{
    public required string Issuer { get; init; }

    /// <summary>One of them must be among the token's audiences.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>False only where another claim has already told whom the token is for.</summary>
    public bool RequiresAudience { get; init; } = true;

    /// <summary>How far clocks may be apart, for <c>exp</c>, <c>nbf</c> and <c>iat</c> alike.</summary>
    public required TimeSpan Leeway { get; init; }

    /// <summary>Accepted values of the <c>typ</c> header, compared as media types (case-insensitive); null accepts an absent one.</summary>
    public IReadOnlyList<string?> Types { get; init; } = [null, "JWT", "at+jwt", "application/at+jwt"];

    /// <summary>Required value of <c>token_use</c>; null does not look at it.</summary>
    public string? Use { get; init; } = "access";

    public bool RequiresKeyId { get; init; } = true;
}
