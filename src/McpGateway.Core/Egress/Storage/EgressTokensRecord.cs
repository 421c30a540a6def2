namespace McpGateway.Core.Egress.Storage;

/// <summary>One user's connected account at one server (kind <c>egress_tokens</c>, sealed, key = hash of server and user).</summary>
internal sealed record EgressTokensRecord
{
    public required string Server { get; init; }

    public required string Subject { get; init; }

    /// <summary>What the provider calls the account; null when it does not say.</summary>
    public string? Account { get; init; }

    public required string AccessToken { get; init; }

    public string? RefreshToken { get; init; }

    /// <summary>Null when the provider states no end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public required DateTimeOffset ObtainedAt { get; init; }

    public required DateTimeOffset ConnectedAt { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>What was asked for when the user connected; the provider may have granted less.</summary>
    public IReadOnlyList<string> Asked { get; init; } = [];

    /// <summary>What the server has asked for since: the next connection asks for it, too.</summary>
    public IReadOnlyList<string> Wanted { get; init; } = [];

    /// <summary>The settings that the user consented under.</summary>
    public required string Binding { get; init; }

    /// <summary>Who issued the tokens. They are shown to nobody else but the server.</summary>
    public required TokenIssuerReference Issuer { get; init; }

    /// <summary>The provider has withdrawn the consent: the user has to connect again.</summary>
    public bool IsBroken { get; init; }

    /// <summary>A replica is refreshing the tokens; the others wait until then at most.</summary>
    public DateTimeOffset? RefreshingUntil { get; init; }

    /// <summary>Without the tokens.</summary>
    public override string ToString() => Server;
}
