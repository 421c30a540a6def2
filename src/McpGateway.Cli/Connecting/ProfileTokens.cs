using McpGateway.Cli.OAuth;
using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Connecting;

/// <summary>
/// The tokens of a profile, renewed under the store's lock: of several runs at once one refreshes, and the others take what it got.
/// </summary>
internal sealed class ProfileTokens(
    ProfileStore store, ProfileCredentials credentials, GatewayTarget target, CliEnvironment environment, Output output) : IAccessTokens
{
    // Ahead of the end, for the clock of the gateway and the time of a call.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    public async Task<string?> FindAsync(string? refused, CancellationToken cancellationToken)
    {
        if (target.Token is { } handedIn)
        {
            return handedIn;
        }

        if (target.ProfileName is not { } profile || await credentials.FindAsync(profile, cancellationToken) is not { } credential)
        {
            return null;
        }

        return IsGood(credential, refused) || credential.RefreshToken is null
            ? credential.AccessToken
            : await RenewAsync(profile, refused, cancellationToken);
    }

    private async Task<string?> RenewAsync(string profile, string? refused, CancellationToken cancellationToken)
    {
        using var held = await store.LockAsync(cancellationToken);

        // Somebody else may have renewed it while we waited.
        if (await credentials.FindAsync(profile, cancellationToken) is not { } credential)
        {
            return null;
        }

        if (IsGood(credential, refused) || credential.RefreshToken is null)
        {
            return credential.AccessToken;
        }

        // Once it is sent, the answer is waited for whoever wants to stop: it ends the refresh token that was sent.
        using var kept = environment.Uninterrupted.Begin();
        using var renewal = await credentials.ReserveAsync(profile, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return await SendAsync(credential, renewal);
    }

    private async Task<string> SendAsync(Credential credential, CredentialRenewal renewal)
    {
        using var endpoint = new TokenEndpoint(environment.Handlers(), environment.Time);
        try
        {
            var tokens = await endpoint.RefreshAsync(
                new(credential.TokenEndpoint!), new(credential.ClientId!, Secret: null, UsesBasic: false), credential.RefreshToken!,
                CancellationToken.None);
            await renewal.SaveAsync(credential.With(tokens));
            output.Detail("The access token was renewed.");
            return tokens.AccessToken;
        }
        catch (OAuthFailure failure) when (failure.Kind != OAuthFailureKind.Unavailable)
        {
            // The access token may be good for a while all the same; when it is not, the gateway's answer says so.
            output.Detail($"The access token was not renewed: {failure.Message}");
            if (failure.Kind == OAuthFailureKind.SignInNeeded && renewal.FollowsAKilledOne)
            {
                output.Warn("An earlier run was killed while it renewed the sign-in, and the token that it got is lost.");
            }

            return credential.AccessToken;
        }
        catch (CredentialStoreException lost)
        {
            throw new CommandFailure(ExitCodes.Failed, lost.Message, "The renewed sign-in is lost. Sign in again: mcpgw login.", lost);
        }
    }

    private bool IsGood(Credential credential, string? refused) =>
        credential.AccessToken != refused
        && (credential.ExpiresAt is not { } end || environment.Time.GetUtcNow() + Margin < end);
}
