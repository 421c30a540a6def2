using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Foundation;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Egress.Settings;

/// <summary>Whether settings can work, and whether they could carry a stored secret to where it was not given for.</summary>
internal sealed class EgressRules(EgressHttp http)
{
    public IEnumerable<FieldProblem> ProblemsOf(EgressSettingsRecord settings, ServerRecord server)
    {
        if (settings.Mode is not (EgressMode.None or EgressMode.UserOAuth or EgressMode.TokenExchange))
        {
            yield return new("mode", "must be none, user_oauth or token_exchange");
        }

        if (settings.IsActive && (EgressServer.OriginsOf(server).Count == 0 || IsInProcess(server)))
        {
            yield return new("mode", "needs a server with an http or https address");
        }

        if (!ProviderPreset.Names.Contains(settings.Provider))
        {
            yield return new("provider", $"must be one of {string.Join(", ", ProviderPreset.Names)}");
        }

        if (settings.Tenant is { } tenant && (settings.Provider != "microsoft" || !tenant.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.')))
        {
            yield return new("tenant", "is for microsoft only, and is a tenant id, a domain, or common, organizations or consumers");
        }

        if (settings.ClientAuthentication is not (null or ClientAuthentications.Basic or ClientAuthentications.Post or ClientAuthentications.None))
        {
            yield return new("client_authentication", "must be client_secret_basic, client_secret_post or none");
        }

        foreach (var problem in EndpointProblems(settings).Concat(ModeProblems(settings)))
        {
            yield return problem;
        }
    }

    /// <summary>Who may edit settings may not thereby read the secret that is stored: it stays only for the same client at the same place.</summary>
    public static bool MayKeepSecret(EgressSettingsRecord before, EgressSettingsRecord after) =>
        before.Provider == after.Provider
        && before.Tenant == after.Tenant
        && before.TokenEndpoint == after.TokenEndpoint
        && before.RevocationEndpoint == after.RevocationEndpoint
        && before.ClientId == after.ClientId
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

        if (settings.Resource is { } resource && (!Uri.TryCreate(resource, UriKind.Absolute, out var address) || address.Fragment.Length > 0))
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

        if (settings.Mode == EgressMode.UserOAuth && settings.Provider != ProviderPreset.Upstream && settings.ClientId is null)
        {
            yield return new("client_id", "is needed: register the gateway at the provider first");
        }

        if (settings.Mode == EgressMode.TokenExchange && settings.Provider != ProviderPreset.Custom)
        {
            yield return new("provider", "must be custom for token_exchange");
        }

        if (settings.Mode == EgressMode.TokenExchange && settings.ClientId is null)
        {
            yield return new("client_id", "is needed: the token service has to know the gateway");
        }

        if (settings.ClientSecret is not null && settings.ClientId is null)
        {
            yield return new("client_secret", "needs a client_id");
        }
    }

    private static bool IsInProcess(ServerRecord server) =>
        server.ProxyPassUrl?.StartsWith(InProcessHandler.Scheme + ":", StringComparison.OrdinalIgnoreCase) == true;
}
