using McpGateway.Foundation.Diagnostics;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Identity.Providers;

/// <summary>
/// Whether identity providers still take our client secrets. A code that nobody has issued is presented: a provider that knows the client
/// refuses the code (<c>invalid_grant</c>), one that does not refuses the client (RFC 6749 §5.2).
/// </summary>
internal sealed class ProviderSecretCheck(
    ProviderCatalog providers, ProviderConnections connections, [FromKeyedServices(ProviderServices.HttpName)] OAuthClient oauth)
    : IDiagnosticCheck
{
    private static readonly string[] RefusesClient = ["invalid_client", "unauthorized_client", "incorrect_client_credentials"];

    public string Name => "provider-secrets";

    public async Task<IReadOnlyList<Diagnosis>> RunAsync(CancellationToken cancellationToken)
    {
        var asked = providers.All.Select(provider => connections.Find(provider.Name)).OfType<ProviderConnection>()
            .Select(connection => AskAsync(connection, cancellationToken));
        return [.. (await Task.WhenAll(asked)).OfType<Diagnosis>()];
    }

    private async Task<Diagnosis?> AskAsync(ProviderConnection connection, CancellationToken cancellationToken)
    {
        var provider = connection.Definition;
        if (await connection.EndpointsAsync(cancellationToken) is not { } endpoints)
        {
            return Away(provider);
        }

        if (provider.ClientSecret is null)
        {
            // The addresses may be those of the settings, which say nothing about who is there.
            return endpoints.Keys is { } keys && IsAway(await oauth.GetAsync(keys, bearer: null, cancellationToken))
                ? Away(provider)
                : null;
        }

        var client = new ClientCredential(provider.ClientId, endpoints.ClientAuthentication) { Secret = provider.ClientSecret };
        var grant = OAuthGrants.AuthorizationCode("mcp-gateway-diagnostics", "https://localhost/none", Pkce.NewSecret());
        var reply = await oauth.RequestTokensAsync(endpoints.Token, client, grant, cancellationToken);
        if (reply.Answer is { } answer && IsAway(answer))
        {
            return Away(provider);
        }

        return reply.Error is { } error && RefusesClient.Contains(error)
            ? new(
                DiagnosisSeverity.Error, provider.Name,
                $"{provider.DisplayName} does not take the client secret ({error}): it has ended, or is another.",
                "Make a new secret at the provider, set it, and start the gateway again.")
            : null;
    }

    /// <summary>Nobody answered, or only what stands before the provider.</summary>
    private static bool IsAway(OAuthAnswer answer) =>
        answer.Failure is not null || answer.Status >= StatusCodes.Status500InternalServerError;

    private static Diagnosis Away(ProviderDefinition provider) => new(
        DiagnosisSeverity.Error, provider.Name, $"{provider.DisplayName} does not answer, so nobody signs in through it.",
        "Check its address in the settings, and that this machine may reach it.");
}
