using McpGateway.Identity.Clients;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer.Clients;

/// <summary>
/// Checks the stated clients at start, their redirect URIs by the rules of this server. Messages name the key and never repeat a secret.
/// </summary>
internal sealed class ManagedClientOptionsValidator(IOptions<OAuthOptions> oauth) : IValidateOptions<ManagedClientOptions>
{
    private const int MinSecretLength = 32;

    public ValidateOptionsResult Validate(string? name, ManagedClientOptions options)
    {
        var errors = new List<string>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < options.Clients.Count; index++)
        {
            var client = options.Clients[index];
            var key = $"OAuth:Clients:{index}";
            if (client.ClientId.Length is 0 or > 200
                || !client.ClientId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~')
                || !ids.Add(client.ClientId))
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
                if (RedirectUri.ProblemOf(uri, oauth.Value.RedirectSchemes) is { } problem)
                {
                    errors.Add($"{key}:RedirectUris has an entry that cannot be used: {problem}");
                }
            }
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
