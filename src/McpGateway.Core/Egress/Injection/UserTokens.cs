using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation.Documents;
using McpGateway.Proxy.Outbound;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Egress.Injection;

/// <summary>
/// The token of a user's connected account. At hand for most requests; refreshed ahead of its end, once for any number of requests at the
/// same time, while those go on with the one that still counts.
/// </summary>
internal sealed partial class UserTokens(
    TokenCache cache, EgressRepository repository, TokenRefresher refresher, IOptions<EgressOptions> options, TimeProvider time,
    ILogger<UserTokens> logger)
{
    private const int MaxRounds = 8;

    /// <summary>A token this new that the server refuses would be refused again: it is not renewed.</summary>
    private static readonly TimeSpan TooNewToRenew = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FlightLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    public ValueTask<EgressCredential> GetAsync(EgressServer egress, string subject, CancellationToken cancellationToken)
    {
        var (key, entry) = cache.Of(egress.Key, subject);
        var now = time.GetUtcNow();
        if (entry.Held is { } held && held.Binding == egress.Binding)
        {
            if (now < held.FreshUntil)
            {
                return new(held.Credential);
            }

            if (now < held.UsableUntil)
            {
                if (now >= entry.RetryAt)
                {
                    // Nobody waits for it, and it does not throw.
                    _ = entry.Flight.RunAsync(() => FlyAsync(egress, key, entry, null));
                }

                return new(held.Credential);
            }
        }

        return WaitAsync(egress, key, entry, null, cancellationToken);
    }

    public ValueTask<EgressCredential> RenewAsync(
        EgressServer egress, string subject, EgressCredential refused, CancellationToken cancellationToken)
    {
        var (key, entry) = cache.Of(egress.Key, subject);
        return entry.Held is { } held && held.Binding == egress.Binding && held.Credential.Authorization != refused.Authorization
            ? new(held.Credential)
            : WaitAsync(egress, key, entry, refused.Authorization, cancellationToken);
    }

    private async ValueTask<EgressCredential> WaitAsync(
        EgressServer egress, string key, TokenEntry entry, string? refused, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            var obtained = await entry.Flight.RunAsync(() => FlyAsync(egress, key, entry, refused)).WaitAsync(cancellationToken);

            // A flight that began before a disconnection, or without knowing of the refusal, has not answered this question.
            var isAnswer = obtained.Generation == entry.Generation
                && (refused is null || obtained.Credential.Authorization is not { } token || token != refused);
            if (isAnswer || round == MaxRounds)
            {
                return isAnswer ? obtained.Credential : EgressMessages.Busy;
            }
        }
    }

    private async Task<ObtainedCredential> FlyAsync(EgressServer egress, string key, TokenEntry entry, string? refused)
    {
        using var limit = new CancellationTokenSource(FlightLimit, time);
        try
        {
            for (var round = 1; round <= MaxRounds;)
            {
                var generation = entry.Generation;
                var document = await repository.FindTokensAsync(key, limit.Token);
                if (await JudgeAsync(egress, entry, document, refused, generation, limit.Token) is { } credential)
                {
                    return new(credential, generation);
                }

                // Waiting for another replica is bounded by time, not by rounds.
                round += document?.Value.RefreshingUntil > time.GetUtcNow() ? 0 : 1;
            }
        }
#pragma warning disable CA1031 // many callers share the flight: whatever breaks it is told to all of them in one way
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogBroke(egress.Key, failure);
        }

        return new(EgressMessages.Busy, entry.Generation);
    }

    /// <returns>The answer, or null when what is stored has changed and has to be read again.</returns>
    private async Task<EgressCredential?> JudgeAsync(
        EgressServer egress, TokenEntry entry, Document<EgressTokensRecord>? document, string? refused, long generation,
        CancellationToken cancellationToken)
    {
        if (document is null)
        {
            return EgressMessages.Connect(egress);
        }

        var record = document.Value;
        if (record.IsBroken || record.Binding != egress.Binding)
        {
            return EgressMessages.ConnectAgain(egress);
        }

        var now = time.GetUtcNow();
        var held = HeldToken.Of(record.AccessToken, record.Binding, record.ObtainedAt, record.ExpiresAt, options.Value.RefreshAhead);
        var isRefused = refused is not null && held.Credential.Authorization == refused;
        var isUsable = !isRefused && now < held.UsableUntil;
        if (!isRefused && now < held.FreshUntil)
        {
            entry.Hold(held, generation);
            return held.Credential;
        }

        if (record.RefreshToken is null || (isRefused && now - record.ObtainedAt < TooNewToRenew))
        {
            return isUsable
                ? Keep(entry, held, generation)
                : isRefused ? EgressMessages.Refused(egress) : EgressMessages.ConnectAgain(egress);
        }

        if (now < entry.RetryAt)
        {
            return isUsable ? Keep(entry, held, generation) : EgressMessages.ProviderAway;
        }

        if (record.RefreshingUntil > now)
        {
            if (isUsable)
            {
                return Keep(entry, held, generation);
            }

            await Task.Delay(PollInterval, time, cancellationToken);
            return null;
        }

        if (await refresher.RefreshAsync(egress, document, HoldOnAsync, cancellationToken) == RefreshOutcome.Unavailable)
        {
            entry.RetryAt = now + RetryPause;
        }

        return null;

        // Writing the intention has emptied the entry like any other change; what still counts is used while the provider is asked.
        async Task HoldOnAsync(long version)
        {
            var current = entry.Generation;
            if (isUsable && (await repository.FindTokensAsync(document.Key, cancellationToken))?.Version == version)
            {
                entry.Hold(held, current);
            }
        }
    }

    private static EgressCredential Keep(TokenEntry entry, HeldToken held, long generation)
    {
        entry.Hold(held, generation);
        return held.Credential;
    }

    [LoggerMessage(EventId = 12006, Level = LogLevel.Error, Message = "The token for {Server} could not be read or refreshed.")]
    private partial void LogBroke(string server, Exception failure);
}
