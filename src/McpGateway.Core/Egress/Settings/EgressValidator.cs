using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Storage;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Core.Egress.Settings;

/// <summary>Whether settings can work, and whether they could carry a stored secret to where it was not given for.</summary>
internal sealed class EgressValidator(EgressHttp http)
{
    public IEnumerable<FieldProblem> ProblemsOf(EgressSettingsRecord settings, EgressTarget target)
    {
        if (!settings.IsActive && settings.Mode != EgressMode.None)
        {
            yield return new("mode", "must be none, user_oauth, token_exchange or client_credentials");
        }

        if (settings.IsActive && (target.Origins.Count == 0 || target.Addresses.Any(ServerUrl.IsInProcess)))
        {
            yield return new("mode", "needs a server or an agent with an http or https address");
        }

        if (!ProviderPreset.Names.Contains(settings.Provider))
        {
            yield return new("provider", $"must be one of {string.Join(", ", ProviderPreset.Names)}");
        }

        if (settings.Tenant is { } tenant && (settings.Provider != ProviderPreset.Microsoft || !tenant.All(
            character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.')))
        {
            yield return new("tenant", "is for microsoft only, and is a tenant id, a domain, or common, organizations or consumers");
        }

        if (settings.ClientAuthentication is not (null or ClientAuthentications.Basic or ClientAuthentications.Post
            or ClientAuthentications.PrivateKey or ClientAuthentications.None))
        {
            yield return new("client_authentication", "must be client_secret_basic, client_secret_post, private_key_jwt or none");
        }

        foreach (var problem in EndpointProblems(settings).Concat(ModeProblems(settings)).Concat(ClientProblems(settings)))
        {
            yield return problem;
        }
    }

    /// <summary>
    /// Who may edit settings may not thereby read the secret that is stored: it stays only for the same client at the same place.
    /// </summary>
    public static bool MayKeepSecret(EgressSettingsRecord before, EgressSettingsRecord after) =>
        before.Provider == after.Provider
        && before.Tenant == after.Tenant
        && before.TokenEndpoint == after.TokenEndpoint
        && before.RevocationEndpoint == after.RevocationEndpoint
        && before.ClientId == after.ClientId

        // A key never leaves the gateway: it must not become a secret that is sent.
        && (before.ClientAuthentication == ClientAuthentications.PrivateKey) == (
            after.ClientAuthentication == ClientAuthentications.PrivateKey)
        && (after.Provider != ProviderPreset.Upstream || before.Origins.SequenceEqual(after.Origins));

    private IEnumerable<FieldProblem> EndpointProblems(EgressSettingsRecord settings)
    {
        foreach (var (field, value) in new[]
        {
            ("authorization_endpoint", settings.AuthorizationEndpoint), ("token_endpoint", settings.TokenEndpoint),
            ("revocation_endpoint", settings.RevocationEndpoint),
        })
        {
            if (value is not null && settings.Provider != ProviderPreset.Custom)
            {
                yield return new(field, "is for the provider custom only");
            }
            else if (value is not null && http.Problem(value) is { } problem)
            {
                yield return new(field, problem);
            }
        }

        if (settings.Resource is { } resource
            && (!Uri.TryCreate(resource, UriKind.Absolute, out var address) || address.Fragment.Length > 0))
        {
            yield return new("resource", "must be an absolute address without a fragment (RFC 8707)");
        }
    }

    private static IEnumerable<FieldProblem> ModeProblems(EgressSettingsRecord settings)
    {
        if (settings.IsActive && settings.Provider == ProviderPreset.Custom && settings.TokenEndpoint is null)
        {
            yield return new("token_endpoint", "is needed for the provider custom");
        }

        if (settings is { Mode: EgressMode.UserOAuth, Provider: ProviderPreset.Custom, AuthorizationEndpoint: null })
        {
            yield return new("authorization_endpoint", "is needed for the provider custom");
        }

        if (EgressChoices.ProvidersOf(settings.Mode) is var possible
            && ProviderPreset.Names.Contains(settings.Provider)
            && !possible.Contains(settings.Provider))
        {
            yield return new("provider", $"must be {string.Join(" or ", possible)} for {settings.Mode}");
        }
    }

    private static IEnumerable<FieldProblem> ClientProblems(EgressSettingsRecord settings)
    {
        if (settings.Mode == EgressMode.UserOAuth && settings.Provider != ProviderPreset.Upstream && settings.ClientId is null)
        {
            yield return new("client_id", "is needed: register the gateway at the provider first");
        }

        if (settings.Mode is EgressMode.TokenExchange or EgressMode.ClientCredentials && settings.ClientId is null)
        {
            yield return new("client_id", "is needed: the token service has to know the gateway");
        }

        if (settings.ClientSecret is not null && settings.ClientId is null)
        {
            yield return new("client_secret", "needs a client_id");
        }

        if (settings.ClientSecret is { } secret)
        {
            if (settings.ClientAuthentication != ClientAuthentications.PrivateKey)
            {
                if (secret.Any(char.IsControl))
                {
                    yield return new("client_secret", "must be one line");
                }
            }
            else if (!ClientAssertion.IsKey(secret))
            {
                yield return new(
                    "client_secret", "must be a private key in PEM for private_key_jwt: EC P-256 or P-384, or RSA with at least 2048 bits");
            }
        }
    }
}
