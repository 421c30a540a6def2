using McpGateway.Foundation.Settings;
using McpGateway.Identity.Providers;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Entra;

internal sealed class EntraAdminOptionsValidator(GatewaySettings settings) : IValidateOptions<EntraAdminOptions>
{
    public ValidateOptionsResult Validate(string? name, EntraAdminOptions options)
    {
        if (!options.IsUsed)
        {
            return ValidateOptionsResult.Success;
        }

        var problems = new ValidateOptionsResultBuilder();
        Require(options.TenantId, "TenantId");
        Require(options.ClientId, "ClientId");
        Require(options.ClientSecret, "ClientSecret");
        problems.Require(
            !options.IsHalfAdministrator, "ENTRA_ADMIN_CLIENT_ID and ENTRA_ADMIN_CLIENT_SECRET", "must be set together.");
        problems.Require(
            options.TenantId is not { } tenant
                || (tenant is not ("common" or "organizations" or "consumers")
                    && tenant.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.')),
            settings.NameOf(ProviderKeys.Entra("TenantId")),
            "must be the id or a domain of one tenant.");
        CheckAddress(options.LoginUrl, "LoginUrl");
        CheckAddress(options.GraphUrl, "GraphUrl");
        problems.Require(
            options.UserDomain is not { } domain || Uri.CheckHostName(domain) == UriHostNameType.Dns,
            settings.NameOf(ProviderKeys.Entra("UserDomain")),
            "must be a domain name such as example.org.");
        return problems.Build();

        void Require(string? value, string name) => problems.Require(
            value is not null,
            settings.NameOf(ProviderKeys.Entra(name)),
            "must be set, because AUTH_PROVIDER=entra manages accounts in Entra ID. "
            + "For sign-in alone, set ENTRA_ENABLED=true and leave AUTH_PROVIDER out.");

        // Secrets and tokens are sent there, so that anything but a plain origin is a mistake.
        void CheckAddress(string value, string name) => problems.Require(
            Uri.TryCreate(value, UriKind.Absolute, out var url)
                && url is { Scheme: "http" or "https", UserInfo: "", Query: "", AbsolutePath: "/" },
            settings.NameOf(ProviderKeys.Entra(name)),
            "must be an http or https address without path and credentials.");
    }
}
