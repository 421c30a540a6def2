using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AgentSupport.Gateway;

namespace ReferenceAgent.SignIn;

/// <summary>
/// The token of whoever sits here: signed in for in a browser (authorization code with PKCE, answered on this machine), kept between runs,
/// renewed without asking.
/// </summary>
internal sealed class UserToken(Uri gateway, SignInFile file, AgentConsole console, TimeProvider time) : IGatewayToken, IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly GatewayOAuth _oauth = new(gateway, time);
    private readonly SemaphoreSlim _asking = new(1);
    private SignInRecord? _current;
    private string? _refused;

    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            _current = IsGood(_current) ? _current : await NextAsync(cancellationToken);
            return _current!.AccessToken;
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Forget() => _refused = _current?.AccessToken;

    public void Dispose()
    {
        _asking.Dispose();
        _oauth.Dispose();
    }

    /// <summary>The one that another run got meanwhile, the next of the same sign-in, or that of a new one.</summary>
    private async Task<SignInRecord> NextAsync(CancellationToken cancellationToken)
    {
        using var held = await file.LockAsync(cancellationToken);
        var known = file.Read(gateway);
        if (IsGood(known))
        {
            return known!;
        }

        await _oauth.DiscoverAsync(cancellationToken);
        var (renewed, error) = await RenewAsync(known, cancellationToken);
        var next = renewed
            ?? await SignInAsync(error == GatewayOAuth.InvalidClient ? null : known?.ClientId, cancellationToken);
        file.Write(next);
        return next;
    }

    private async Task<(SignInRecord? Record, string Error)> RenewAsync(SignInRecord? known, CancellationToken cancellationToken)
    {
        if (known?.RefreshToken is not { } refresh)
        {
            return (null, "");
        }

        cancellationToken.ThrowIfCancellationRequested();

        // Once it is sent, its answer is waited for: it ends the token that was sent.
        return await _oauth.ExchangeAsync(
            known.ClientId, [new("grant_type", "refresh_token"), new("refresh_token", refresh)], CancellationToken.None);
    }

    private async Task<SignInRecord> SignInAsync(string? client, CancellationToken cancellationToken)
    {
        if (console.OpenBrowser is not { } open)
        {
            throw new GatewayException("The sign-in has ended, and nobody can be asked here. Run the agent on a terminal once.", 0);
        }

        client ??= await _oauth.RegisterAsync(cancellationToken);
        var (state, verifier) = (NewSecret(), NewSecret());
        await using var page = await LoopbackPage.OpenAsync(state, _oauth.Issuer, cancellationToken);
        var address = _oauth.Page(
            client, page.Redirect, state, Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))));
        await console.Notes.WriteLineAsync(open(address)
            ? "Your browser shows the sign-in page of the gateway. If it does not, open"
            : "Sign in: open in a browser on this machine");
        await console.Notes.WriteLineAsync("  " + address.AbsoluteUri);
        var code = await WaitAsync(page, cancellationToken);
        var (record, error) = await _oauth.ExchangeAsync(
            client,
            [
                new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", page.Redirect.AbsoluteUri),
                new("code_verifier", verifier), new("resource", _oauth.Issuer),
            ],
            cancellationToken);
        return record ?? throw new GatewayException($"The gateway does not take the code that it gave ({error}). Try again.", 0);
    }

    private async Task<string> WaitAsync(LoopbackPage page, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await page.CodeAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GatewayException($"Nobody signed in within {Patience.TotalMinutes:0} minutes.", 0);
        }
    }

    private bool IsGood(SignInRecord? record) =>
        record is not null && record.AccessToken != _refused && time.GetUtcNow() + Margin < record.ExpiresAt;

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
