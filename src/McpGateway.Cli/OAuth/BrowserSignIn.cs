using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace McpGateway.Cli.OAuth;

/// <summary>Has the user consent in a browser, and exchanges the code that comes back to this machine (RFC 8252, with PKCE).</summary>
/// <param name="tell">Where the user is told which page to open.</param>
/// <param name="needsBrowser">Whether it ends at once where no page can be shown; otherwise somebody may open it by hand.</param>
internal sealed class BrowserSignIn(
    TokenEndpoint endpoint, TimeProvider time, Func<Uri, bool> openBrowser, Action<string> tell, bool needsBrowser = false)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <param name="redirect">As it is registered at the provider; null where any port of this machine is taken.</param>
    /// <exception cref="OAuthFailure">The user or the provider refused, nobody came back, or the address is not free.</exception>
    public async Task<OAuthTokens> RunAsync(
        OAuthProvider provider, OAuthApplication application, Uri? redirect, IReadOnlyList<string> scopes,
        CancellationToken cancellationToken)
    {
        var (state, verifier) = (NewSecret(), NewSecret());
        using var callback = LoopbackCallback.Listen(redirect);
        var page = Page(provider, application, callback.Redirect, scopes, state, verifier);
        var isShown = openBrowser(page);
        if (!isShown && needsBrowser)
        {
            throw new OAuthFailure(OAuthFailureKind.NoBrowser, "There is no browser here.");
        }

        tell(isShown
            ? "Your browser shows the sign-in page. If it does not, open"
            : "Open in a browser on this machine");
        tell("  " + page.AbsoluteUri);
        var code = await WaitAsync(callback, state, provider.Issuer, cancellationToken);
        List<KeyValuePair<string, string>> grant =
        [
            new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", callback.Redirect.OriginalString),
            .. Resource(provider),
        ];
        if (provider.UsesPkce)
        {
            grant.Add(new("code_verifier", verifier));
        }

        return await endpoint.RequestAsync(provider.Token, application, grant, cancellationToken);
    }

    private async Task<string> WaitAsync(LoopbackCallback callback, string state, string? issuer, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await callback.CodeAsync(state, issuer, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OAuthFailure(OAuthFailureKind.SignInNeeded, $"Nobody signed in within {Patience.TotalMinutes:0} minutes.");
        }
    }

    private static Uri Page(
        OAuthProvider provider, OAuthApplication application, Uri redirect, IReadOnlyList<string> scopes, string state, string verifier)
    {
        List<KeyValuePair<string, string>> query =
        [
            new("response_type", "code"), new("client_id", application.Id), new("redirect_uri", redirect.OriginalString),
            new("state", state), .. Resource(provider), .. provider.Extras,
        ];
        if (scopes.Count > 0)
        {
            query.Add(new("scope", string.Join(' ', scopes)));
        }

        if (provider.UsesPkce)
        {
            query.Add(new("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))));
            query.Add(new("code_challenge_method", "S256"));
        }

        var text = string.Join('&', query.Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}"));
        var address = provider.Authorization!.OriginalString;
        return new($"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{text}");
    }

    private static KeyValuePair<string, string>[] Resource(OAuthProvider provider) =>
        provider.Resource is { } resource ? [new("resource", resource)] : [];

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
