using McpGateway.Foundation;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Identity.Entra.Graph;

/// <summary>
/// The application's own token for Graph (client credentials, RFC 6749 §4.4): fetched once for all callers and kept while it is good.
/// </summary>
internal sealed class GraphToken(OAuthClient oauth, GraphSettings settings, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan DefaultLife = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _fetching = new(1, 1);
    private CachedGraphToken? _kept;

    public async Task<Result<string>> GetAsync(CancellationToken cancellationToken)
    {
        if (Current() is { } known)
        {
            return known;
        }

        await _fetching.WaitAsync(cancellationToken);
        try
        {
            return Current() is { } fetched ? fetched : await FetchAsync(cancellationToken);
        }
        finally
        {
            _fetching.Release();
        }
    }

    /// <summary>Graph did not take it, so nobody is given it again.</summary>
    public void Forget(string token)
    {
        var kept = Volatile.Read(ref _kept);
        if (kept?.Token == token)
        {
            Interlocked.CompareExchange(ref _kept, null, kept);
        }
    }

    public void Dispose() => _fetching.Dispose();

    private string? Current() => Volatile.Read(ref _kept) is { } kept && time.GetUtcNow() < kept.Ends ? kept.Token : null;

    private async Task<Result<string>> FetchAsync(CancellationToken cancellationToken)
    {
        var client = new ClientCredential(settings.ClientId, ClientAuthentications.Post) { Secret = settings.ClientSecret };
        var reply = await oauth.RequestTokensAsync(
            settings.TokenUrl, client, OAuthGrants.ClientCredentials([settings.Scope]), cancellationToken);
        if (reply.Tokens is not { } issued)
        {
            return new Error(
                ErrorKind.BadGateway,
                "Entra ID gave no token for Microsoft Graph" + (reply.Answer!.Content().Error is { } error ? $": {error.Detail}" : ""));
        }

        Volatile.Write(ref _kept, new(issued.AccessToken, (issued.ExpiresAt ?? time.GetUtcNow() + DefaultLife) - Margin));
        return issued.AccessToken;
    }

    private sealed record CachedGraphToken(string Token, DateTimeOffset Ends)
    {
        public override string ToString() => nameof(CachedGraphToken);
    }
}
