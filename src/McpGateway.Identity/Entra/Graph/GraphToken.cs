using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Providers;

namespace McpGateway.Identity.Entra.Graph;

/// <summary>
/// The application's own token for Graph (client credentials, RFC 6749 §4.4): fetched once for all callers and kept while it is good.
/// </summary>
internal sealed class GraphToken(ProviderHttp http, GraphSettings settings, TimeProvider time) : IDisposable
{
    private const int DefaultSeconds = 300;
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
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = settings.ClientId,
            ["client_secret"] = settings.ClientSecret,
            ["scope"] = settings.Scope,
        };
        var answer = await http.PostFormAsync(settings.TokenUrl, form, basic: null, cancellationToken);
        if (!answer.IsSuccess)
        {
            return new Error(ErrorKind.BadGateway, $"Entra ID gave no token for Microsoft Graph: {answer.Error.Detail}");
        }

        if (!StrictJson.TryReadString(answer.Value, "access_token", out var token) || string.IsNullOrEmpty(token))
        {
            return new Error(ErrorKind.BadGateway, "Entra ID gave no token for Microsoft Graph");
        }

        var seconds = answer.Value.TryGetProperty("expires_in", out var lifetime)
            && lifetime.ValueKind == System.Text.Json.JsonValueKind.Number
            && lifetime.TryGetInt32(out var stated) ? stated : DefaultSeconds;
        Volatile.Write(ref _kept, new(token, time.GetUtcNow() + TimeSpan.FromSeconds(seconds) - Margin));
        return token;
    }

    private sealed record CachedGraphToken(string Token, DateTimeOffset Ends)
    {
        public override string ToString() => nameof(CachedGraphToken);
    }
}
