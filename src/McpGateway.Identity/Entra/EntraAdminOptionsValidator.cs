using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Entra;

internal sealed class EntraAdminOptionsValidator : IValidateOptions<EntraAdminOptions>
{
    public ValidateOptionsResult Validate(string? name, EntraAdminOptions options)
    {
        if (!options.IsUsed)
        {
            return ValidateOptionsResult.Success;
        }

        var errors = new List<string>();
        Require(options.TenantId, "ENTRA_TENANT_ID");
        Require(options.ClientId, "ENTRA_CLIENT_ID");
        Require(options.ClientSecret, "ENTRA_CLIENT_SECRET");
        if (options.IsHalfAdministrator)
        {
            errors.Add("ENTRA_ADMIN_CLIENT_ID and ENTRA_ADMIN_CLIENT_SECRET must be set together.");
        }

        if (options.TenantId is { } tenant
            && (tenant is "common" or "organizations" or "consumers" || !tenant.All(
                letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.')))
        {
            errors.Add("ENTRA_TENANT_ID must be the id or a domain of one tenant.");
        }

        CheckAddress(options.LoginUrl, "ENTRA_LOGIN_BASE_URL");
        CheckAddress(options.GraphUrl, "ENTRA_GRAPH_URL");
        if (options.UserDomain is { } domain && Uri.CheckHostName(domain) != UriHostNameType.Dns)
        {
            errors.Add("ENTRA_USER_DOMAIN must be a domain name such as example.org.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Require(string? value, string key)
        {
            if (value is null)
            {
                errors.Add($"{key} must be set, because AUTH_PROVIDER=entra manages accounts in Entra ID. "
                    + "For sign-in alone, set ENTRA_ENABLED=true and leave AUTH_PROVIDER out.");
            }
        }

        // Secrets and tokens are sent there, so that anything but a plain origin is a mistake.
        void CheckAddress(string value, string key)
        {
            if (!Uri.TryCreate(value, UriKind.Absolute, out var url)
                || url is not { Scheme: "http" or "https", UserInfo: "", Query: "", AbsolutePath: "/" })
            {
                errors.Add($"{key} must be an http or https address without path and credentials.");
            }
        }
    }
}
