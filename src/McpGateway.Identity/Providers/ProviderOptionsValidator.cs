using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Providers;

/// <summary>Checks at start what providers have in common.</summary>
internal sealed class ProviderOptionsValidator : IValidateOptions<ProviderOptions>
{
    public ValidateOptionsResult Validate(string? name, ProviderOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Range("IdentityProviders:FreshForSeconds", options.FreshForSeconds, 60, 86400);
        problems.Range("IdentityProviders:UnknownKeySeconds", options.UnknownKeySeconds, 1, 3600);
        problems.Range("IdentityProviders:UsableForHours", options.UsableForHours, 1, 720);
        return problems.Build();
    }
}

/// <summary>Checks the providers at start.</summary>
internal sealed class ConfiguredProvidersValidator : IValidateOptions<ConfiguredProviders>
{
    public ValidateOptionsResult Validate(string? name, ConfiguredProviders options)
    {
        var errors = new List<string>(options.Problems);

        // Two providers for one issuer: which of them judges a token would be a matter of order.
        var issuers = options.Definitions.SelectMany(provider => provider.Issuers.Distinct().Select(issuer => (issuer, provider.Name)));
        foreach (var shared in issuers.GroupBy(
            pair => pair.issuer, pair => pair.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            errors.Add($"The providers {string.Join(" and ", shared)} have the same issuer {shared.Key}; remove one of them.");
        }

        foreach (var shared in options.Definitions.GroupBy(
            provider => provider.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            errors.Add($"Two providers have the name '{shared.Key}'; give one of them another name, for instance with OIDC_NAME.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
