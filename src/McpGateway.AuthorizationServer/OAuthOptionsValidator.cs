using McpGateway.Identity.Tokens;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer;

/// <summary>Checks the options at start. Messages name the key and never repeat a secret.</summary>
internal sealed class OAuthOptionsValidator : IValidateOptions<OAuthOptions>
{
    public ValidateOptionsResult Validate(string? name, OAuthOptions options)
    {
        var errors = new List<string>();
        Within(options.AccessTokenLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(options.AccessTokenLifetime));
        Within(options.RefreshTokenLifetime, TimeSpan.FromHours(1), TimeSpan.FromDays(365), nameof(options.RefreshTokenLifetime));
        Within(options.RefreshRepeatWindow, TimeSpan.Zero, TimeSpan.FromMinutes(1), nameof(options.RefreshRepeatWindow));
        Within(options.DeviceCodeLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), nameof(options.DeviceCodeLifetime));
        if (options.AnonymousRequestsPerHour is < 1 or > 100_000)
        {
            errors.Add("OAuth:AnonymousRequestsPerHour must be between 1 and 100000.");
        }

        if (OAuthScopes.Words(options.AdvertisedScopes) is not { Count: > 0 })
        {
            errors.Add("MCP_ADVERTISED_SCOPES (OAuth:AdvertisedScopes) must be scope names separated by spaces.");
        }

        if (options.ResourceDocumentationUrl is { } page && !Uri.TryCreate(page, UriKind.Absolute, out _))
        {
            errors.Add("MCP_RESOURCE_DOCUMENTATION_URL (OAuth:ResourceDocumentationUrl) must be an absolute URL.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Within(TimeSpan value, TimeSpan least, TimeSpan most, string key)
        {
            if (value < least || value > most)
            {
                errors.Add($"OAuth:{key} must be between {least} and {most}.");
            }
        }
    }
}
