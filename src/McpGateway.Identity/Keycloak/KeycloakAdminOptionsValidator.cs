using McpGateway.Foundation.Settings;
using McpGateway.Identity.Providers;
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

        var problems = new ValidateOptionsResultBuilder();
        problems.Require(
            Uri.TryCreate(options.Url, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", UserInfo: "", Query: "" },
            options.UrlKey,
            ProviderBuilder.NotAnAddress);
        problems.Require(
            options.ClientId is null == options.ClientSecret is null,
            "KEYCLOAK_ADMIN_CLIENT_ID and KEYCLOAK_ADMIN_CLIENT_SECRET",
            "must be set together.");
        return problems.Build();
    }
}
