using System.Collections.Concurrent;
using McpGateway.Foundation;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.OAuth;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Federation.Sources;

/// <summary>
/// Bearer tokens for sources: stated ones, or had from an authorization server by refreshing or with client credentials, and kept in memory
/// until they end. Refresh tokens that were rotated are stored.
/// </summary>
internal sealed class SourceTokens(
    [FromKeyedServices(SourceHttp.ClientName)] OAuthClient client, IOutboundDialer dialer, SourceCredentials credentials,
    RotatedTokens rotated, IOptions<FederationOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, HeldToken> _held = new(StringComparer.Ordinal);

    /// <returns>The token; empty for a source that asks for none.</returns>
    public async Task<Result<string>> GetAsync(SourceRecord source, CancellationToken cancellationToken)
    {
        var stated = credentials.Of(source);
        var key = KeyOf(source, stated);
        if (_held.TryGetValue(key, out var held) && (held.ExpiresAt is not { } end || end - Margin > time.GetUtcNow()))
        {
            return held.Token;
        }

        return held is null && stated.Token is { } token ? token
            : stated.CanRequest ? await RequestAsync(PlaceOf(source, stated), key, stated, cancellationToken)
            : "";
    }

    /// <returns>Another token than the refused one; null when there is no other.</returns>
    public async Task<Result<string>?> RenewAsync(SourceRecord source, string refused, CancellationToken cancellationToken)
    {
        var stated = credentials.Of(source);
        var key = KeyOf(source, stated);
        if (!stated.CanRequest)
        {
            return null;
        }

        _held.TryGetValue(key, out var held);
        return held is not null && held.Token != refused ? held.Token
            : await RequestAsync(PlaceOf(source, stated), key, stated, cancellationToken);
    }

    private async Task<Result<string>> RequestAsync(
        string place, string key, SourceCredential stated, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(stated.TokenUrl, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            return new Error(ErrorKind.Invalid, "The source's token_url must be an absolute address with https");
        }

        if (dialer.Problem(endpoint, options.Value.AllowPrivateAddresses) is { } problem)
        {
            return new Error(ErrorKind.Invalid, $"The source's token_url {problem}");
        }

        // An authorization server that answers client credentials with a refresh token wants it used from then on.
        var refresh = await rotated.FindAsync(place, key, cancellationToken) ?? stated.RefreshToken;
        var reply = await AskAsync(endpoint, stated, refresh, cancellationToken);
        if (reply.Tokens is null && refresh is not null
            && await rotated.FindAsync(place, key, cancellationToken) is { } newer && newer != refresh)
        {
            // Another replica exchanged it meanwhile.
            refresh = newer;
            reply = await AskAsync(endpoint, stated, refresh, cancellationToken);
        }

        if (reply.Tokens is not { } issued)
        {
            var isAway = reply.Answer is { Status: 0 or 429 or >= 500 };
            if (!isAway)
            {
                _held.TryRemove(key, out _);
            }

            return new Error(
                isAway ? ErrorKind.Unavailable : ErrorKind.BadGateway,
                $"{endpoint.Authority} gave no token ({reply.Error}): check client, secret and tenant");
        }

        if (issued.RefreshToken is { } next && next != refresh)
        {
            // Before the new token is used: whatever happens then, the only one that still works is not lost.
            await rotated.StoreAsync(place, key, next, CancellationToken.None);
        }

        _held[key] = new(issued.AccessToken, issued.ExpiresAt);
        return issued.AccessToken;
    }

    private Task<TokenReply> AskAsync(Uri endpoint, SourceCredential stated, string? refresh, CancellationToken cancellationToken) =>
        client.RequestTokensAsync(
            endpoint,
            new(stated.ClientId ?? "", stated.ClientSecret is null ? ClientAuthentications.None : ClientAuthentications.Basic)
            {
                Secret = stated.ClientSecret,
            },
            refresh is null ? OAuthGrants.ClientCredentials([]) : OAuthGrants.Refresh(refresh, resource: null), cancellationToken);

    /// <summary>Where a rotated token is kept: there is one for each source.</summary>
    private static string PlaceOf(SourceRecord source, SourceCredential stated) =>
        ItemJson.HashOf(source.Id, source.Endpoint, stated.TokenUrl, stated.ClientId);

    /// <summary>Other credentials are another key: what was had with the old ones is not used with the new.</summary>
    private static string KeyOf(SourceRecord source, SourceCredential stated) => ItemJson.HashOf(
        source.Id, source.Endpoint, stated.TokenUrl, stated.ClientId, stated.ClientSecret, stated.Token, stated.RefreshToken);

    private sealed record HeldToken(string Token, DateTimeOffset? ExpiresAt)
    {
        public override string ToString() => "token";
    }
}
