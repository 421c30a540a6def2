using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Keycloak;

internal sealed class KeycloakAdminOptionsValidator : IValidateOptions<KeycloakAdminOptions>
{
    public ValidateOptionsResult Validate(string? name, KeycloakAdminOptions options)
    {
        if (!options.IsUsed)
        {
            return ValidateOptionsResult.Success;
        }

        var errors = new List<string>();
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url is not { Scheme: "http" or "https", UserInfo: "", Query: "" })
        {
            errors.Add("KEYCLOAK_ADMIN_URL (or KEYCLOAK_URL) must be an http or https address without credentials.");
        }

        if (options.ClientId is null != options.ClientSecret is null)
        {
            errors.Add("KEYCLOAK_ADMIN_CLIENT_ID and KEYCLOAK_ADMIN_CLIENT_SECRET must be set together.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
