using McpGateway.Core.Egress.Storage;

namespace McpGateway.Core.Egress.Settings;

/// <summary>A server's egress settings as an operator may see and state them. The client secret is never in it.</summary>
public sealed record EgressView
{
    /// <summary>One of <see cref="EgressMode"/>.</summary>
    public required string Mode { get; init; }

    /// <summary>One of <see cref="EgressChoices.ProvidersOf"/> the mode.</summary>
    public required string Provider { get; init; }

    public string? Tenant { get; init; }

    public string? Issuer { get; init; }

    public string? AuthorizationEndpoint { get; init; }

    public string? TokenEndpoint { get; init; }

    public string? RevocationEndpoint { get; init; }

    public string? ClientId { get; init; }

    /// <summary>One of <see cref="EgressChoices.ClientMethods"/>; null for the provider's usual way.</summary>
    public string? ClientAuthentication { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public string? Resource { get; init; }

    public string? Audience { get; init; }

    public bool HasClientSecret { get; init; }

    /// <summary>The server's address has changed since: nothing is sent before the settings are stated again.</summary>
    public bool IsOutdated { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public string? UpdatedBy { get; init; }

    internal static EgressView Of(EgressSettingsRecord settings, bool isOutdated) => new()
    {
        Mode = settings.Mode,
        Provider = settings.Provider,
        Tenant = settings.Tenant,
        Issuer = settings.Issuer,
        AuthorizationEndpoint = settings.AuthorizationEndpoint,
        TokenEndpoint = settings.TokenEndpoint,
        RevocationEndpoint = settings.RevocationEndpoint,
        ClientId = settings.ClientId,
        ClientAuthentication = settings.ClientAuthentication,
        Scopes = settings.Scopes,
        Resource = settings.Resource,
        Audience = settings.Audience,
        HasClientSecret = settings.ClientSecret is not null,
        IsOutdated = isOutdated,
        UpdatedAt = settings.UpdatedAt,
        UpdatedBy = settings.UpdatedBy,
    };
}
