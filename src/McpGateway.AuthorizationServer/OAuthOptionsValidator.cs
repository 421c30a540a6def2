using McpGateway.Foundation.Settings;
using McpGateway.Identity.Tokens;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer;

/// <summary>Checks the options at start. Messages name the key and never repeat a secret.</summary>
internal sealed class OAuthOptionsValidator : IValidateOptions<OAuthOptions>
{
    public ValidateOptionsResult Validate(string? name, OAuthOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Range("OAuth:AccessTokenLifetime", options.AccessTokenLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        problems.Range("OAuth:RefreshTokenLifetime", options.RefreshTokenLifetime, TimeSpan.FromHours(1), TimeSpan.FromDays(365));
        problems.Range("OAuth:RefreshRepeatWindow", options.RefreshRepeatWindow, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        problems.Range("OAuth:DeviceCodeLifetime", options.DeviceCodeLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        problems.Range("OAuth:AnonymousRequestsPerHour", options.AnonymousRequestsPerHour, 1, 100_000);
        problems.Require(
            OAuthScopes.Words(options.AdvertisedScopes) is { Count: > 0 },
            "MCP_ADVERTISED_SCOPES (OAuth:AdvertisedScopes)",
            "must be scope names separated by spaces.");
        problems.Require(
            options.ResourceDocumentationUrl is not { } page || Uri.TryCreate(page, UriKind.Absolute, out _),
            "MCP_RESOURCE_DOCUMENTATION_URL (OAuth:ResourceDocumentationUrl)",
            "must be an absolute URL.");
        return problems.Build();
    }
}
