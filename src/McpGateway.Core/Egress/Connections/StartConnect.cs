using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.OAuth;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Egress.Connections;

/// <summary>Sends a user to the provider: authorization code with PKCE (RFC 7636), bound to the user and to the browser.</summary>
internal sealed class StartConnect(
    ServerGrant grant, EgressRepository repository, ProviderResolver providers, ProviderClients clients, DocumentStore documents,
    IOptions<EgressOptions> options, TimeProvider time)
{
    public async Task<Result<StartedConnect>> ExecuteAsync(
        Caller caller, string path, string redirectUri, string? returnPath, CancellationToken cancellationToken)
    {
        var granted = await grant.FindAsync(caller, path, cancellationToken);
        if (!granted.IsSuccess)
        {
            return granted.Error;
        }

        var (egress, server) = granted.Value;
        var connected = await repository.FindTokensAsync(EgressRepository.TokensKey(egress.Key, caller.Subject), cancellationToken);
        var before = connected?.Value;

        // Whoever connects again may do so because the server has changed what it advertises.
        var provider = await providers.ResolveAsync(egress, server, isFresh: before is not null, cancellationToken);
        if (!provider.IsSuccess)
        {
            return provider.Error;
        }

        if (provider.Value.ConsentProblem is { } problem)
        {
            return new Error(ErrorKind.BadGateway, problem);
        }

        var client = await clients.ForConsentAsync(egress, provider.Value, redirectUri, cancellationToken);
        if (!client.IsSuccess)
        {
            return client.Error;
        }

        var (state, browser, verifier) = (Pkce.NewSecret(), Pkce.NewSecret(), Pkce.NewSecret());
        var pending = new PendingConnectRecord
        {
            Server = egress.Key,
            Subject = caller.Subject,
            Browser = EgressRepository.Hash(browser),
            Verifier = verifier,
            RedirectUri = redirectUri,
            ReturnPath = returnPath,
            Binding = egress.Binding,
            Issuer = client.Value,
            ExpectedIssuer = provider.Value.Issuer,
            RequiresIssuer = provider.Value.StatesIssuer,
            Scopes = ScopesOf(provider.Value, before, egress.Binding),
            ExpiresAt = time.GetUtcNow() + options.Value.ConnectTimeout,
        };
        var key = EgressRepository.Hash(state);
        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(EgressRepository.Pending, key, pending, DocumentBatch.Absent), cancellationToken);
        if (!committed.IsSuccess)
        {
            return committed.Error;
        }

        if (connected is { Value.Wanted.Count: > 0 } && !(before!.RefreshingUntil > time.GetUtcNow()))
        {
            // Asked for once: a provider that does not know these scopes must not keep the user from connecting ever again. Where it fails
            // they stay.
            await documents.CommitAsync(
                new DocumentBatch().Put(
                    EgressRepository.Tokens, connected.Key, connected.Value with { Wanted = [] }, connected.Version), cancellationToken);
        }

        return new StartedConnect(Address(provider.Value, pending, state), ConnectCookie.NameOf(key), browser);
    }

    /// <summary>
    /// What was asked for at this provider under these settings is asked for again, so that going further in one matter does not lose
    /// another.
    /// </summary>
    private static IReadOnlyList<string> ScopesOf(OAuthEndpoints provider, EgressTokensRecord? before, string binding)
    {
        if (before is null || before.Binding != binding || before.Issuer.TokenEndpoint != provider.TokenEndpoint)
        {
            return provider.Scopes;
        }

        // Who asked for nothing in particular got the provider's default.
        var given = before.Asked.Count > 0 || before.Wanted.Count == 0 ? before.Asked : OAuthScopeNames.Usable(before.Scopes);
        return [.. provider.Scopes.Union(given, StringComparer.Ordinal).Union(before.Wanted, StringComparer.Ordinal)];
    }

    private static string Address(OAuthEndpoints provider, PendingConnectRecord pending, string state) => new AuthorizationRequest
    {
        ClientId = pending.Issuer.ClientId,
        RedirectUri = pending.RedirectUri,
        State = state,
        Verifier = pending.Verifier,
        Scopes = pending.Scopes,
        Resource = provider.Resource,
        Parameters = provider.Parameters,
    }.AddressAt(provider.AuthorizationEndpoint);
}

/// <summary>Where the browser goes, and the cookie that it brings back.</summary>
internal sealed record StartedConnect(string Location, string CookieName, string CookieValue)
{
    /// <summary>The address holds <c>state</c>, the cookie is a secret.</summary>
    public override string ToString() => CookieName;
}
