using McpGateway.Identity.Providers;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Startup;

/// <summary>Checks at start that somebody can sign in.</summary>
internal sealed class SignInMethodsValidator(IOptions<ConfiguredProviders> providers) : IValidateOptions<AuthOptions>
{
    public ValidateOptionsResult Validate(string? name, AuthOptions options) =>
        options.AllowsLocalSignIn || providers.Value.Definitions.Count > 0
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail(
            "LOCAL_SIGN_IN_ENABLED (Auth:AllowsLocalSignIn) is false and no identity provider is enabled: nobody could sign in. "
                + "Enable a provider, or leave it true.");
}
