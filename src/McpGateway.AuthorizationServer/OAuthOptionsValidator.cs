using McpGateway.Identity.Clients;
using McpGateway.Identity.Tokens;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer;

/// <summary>Checks the options at start. Messages name the key and never repeat a secret.</summary>
internal sealed class OAuthOptionsValidator : IValidateOptions<OAuthOptions>
{
    private const int MinSecretLength = 32;

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

        CheckClients(options, errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Within(TimeSpan value, TimeSpan least, TimeSpan most, string key)
        {
            if (value < least || value > most)
            {
                errors.Add($"OAuth:{key} must be between {least} and {most}.");
            }
        }
    }

    private static void CheckClients(OAuthOptions options, List<string> errors)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < options.Clients.Count; index++)
        {
            var client = options.Clients[index];
            var key = $"OAuth:Clients:{index}";
            if (client.ClientId.Length is 0 or > 200 || !client.ClientId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~') || !ids.Add(client.ClientId))
            {
                errors.Add($"{key}:ClientId must have 1 to 200 letters, digits and '-._~', and be used once.");
            }

            if (client.ClientSecret is { Length: < MinSecretLength })
            {
                errors.Add($"{key}:ClientSecret must have at least {MinSecretLength} characters.");
            }

            if (client.Groups.Count > 0 && client.ClientSecret is null)
            {
                errors.Add($"{key}:Groups let the client act for itself, which needs {key}:ClientSecret.");
            }

            if (client.Groups.Count == 0 && client.RedirectUris.Count == 0)
            {
                errors.Add($"{key} needs RedirectUris, or Groups and ClientSecret.");
            }

            foreach (var uri in client.RedirectUris)
            {
                if (RedirectUri.ProblemOf(uri, options.RedirectSchemes) is { } problem)
                {
                    errors.Add($"{key}:RedirectUris has an entry that cannot be used: {problem}");
                }
            }
        }
    }
}
