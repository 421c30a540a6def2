using System.Collections.Concurrent;
using McpGateway.Foundation.OAuth;
using McpGateway.Proxy.Outbound;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Egress.Injection;

/// <summary>
/// Tokens that are kept in memory only, because a new one costs one request and nobody's consent. Any number of callers who need the same
/// one at the same time get it with one request.
/// </summary>
internal sealed partial class MemoryTokens(IOptions<EgressOptions> options, TimeProvider time, ILogger<MemoryTokens> logger)
{
    private const int MaxEntries = 20_000;

    private static readonly TimeSpan UnstatedLife = TimeSpan.FromMinutes(5);

    /// <summary>A token this new that the server refuses would be refused again.</summary>
    private static readonly TimeSpan TooNewToRenew = TimeSpan.FromSeconds(30);

    // Written by the flights; emptied as a whole when it is full.
    private readonly ConcurrentDictionary<MemoryTokenKey, TokenEntry> _entries = new();

    /// <param name="key">What makes a token the right one.</param>
    /// <param name="refusal">What callers read when there will be none.</param>
    /// <param name="request">Asks for a token.</param>
    /// <param name="cancellationToken">Ends the waiting, not the request that others may wait for.</param>
    public ValueTask<EgressCredential> GetAsync(
        MemoryTokenKey key, EgressCredential refusal, Func<Task<TokenReply>> request, CancellationToken cancellationToken)
    {
        var entry = EntryOf(key);
        return entry.Held is { } held && time.GetUtcNow() < held.FreshUntil
            ? new(held.Credential)
            : WaitAsync(key, entry, refusal, request, cancellationToken);
    }

    /// <param name="key">What makes a token the right one.</param>
    /// <param name="refused">What the server refused.</param>
    /// <param name="refusal">What callers read when there will be none.</param>
    /// <param name="request">Asks for a token.</param>
    /// <param name="cancellationToken">Ends the waiting, not the request that others may wait for.</param>
    public ValueTask<EgressCredential> RenewAsync(
        MemoryTokenKey key, EgressCredential refused, EgressCredential refusal, Func<Task<TokenReply>> request,
        CancellationToken cancellationToken)
    {
        var entry = EntryOf(key);
        if (entry.Held is { } held && held.Credential.Authorization == refused.Authorization)
        {
            if (time.GetUtcNow() - held.ObtainedAt < TooNewToRenew)
            {
                return new(refusal);
            }

            entry.Forget();
        }

        return GetAsync(key, refusal, request, cancellationToken);
    }

    private TokenEntry EntryOf(MemoryTokenKey key)
    {
        if (_entries.Count >= MaxEntries)
        {
            _entries.Clear();
        }

        return _entries.GetOrAdd(key, _ => new());
    }

    private async ValueTask<EgressCredential> WaitAsync(
        MemoryTokenKey key, TokenEntry entry, EgressCredential refusal, Func<Task<TokenReply>> request,
        CancellationToken cancellationToken) =>
        (await entry.Flight.RunAsync(() => FlyAsync(key, entry, refusal, request)).WaitAsync(cancellationToken)).Credential;

    private async Task<ObtainedCredential> FlyAsync(
        MemoryTokenKey key, TokenEntry entry, EgressCredential refusal, Func<Task<TokenReply>> request)
    {
        var generation = entry.Generation;
        try
        {
            // The one before may have landed while this one was asked for.
            if (entry.Held is { } fresh && time.GetUtcNow() < fresh.FreshUntil)
            {
                return new(fresh.Credential, generation);
            }

            var reply = await request();
            if (reply.Tokens is not { } issued)
            {
                return new(reply.IsFinal || reply.Error is not "no_error_code" ? refusal : EgressMessages.ProviderAway, generation);
            }

            var now = time.GetUtcNow();
            var held = HeldToken.Of(
                issued.AccessToken, key.Binding, now, issued.ExpiresAt ?? now + UnstatedLife, options.Value.RefreshAhead);
            entry.Hold(held, generation);
            return new(held.Credential, generation);
        }
#pragma warning disable CA1031 // many callers share the flight: whatever breaks it is told to all of them in one way
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogBroke(key.Server, failure);
            return new(EgressMessages.Busy, generation);
        }
    }

    [LoggerMessage(EventId = 12008, Level = LogLevel.Error, Message = "The request of a token for {Server} broke.")]
    private partial void LogBroke(string server, Exception failure);
}

/// <summary>What makes a token the right one: the server, the settings under which it was issued, and for whom.</summary>
/// <param name="Server">The server's key.</param>
/// <param name="Binding">The settings.</param>
/// <param name="Subject">The user; empty for a token of the gateway's own.</param>
/// <param name="ClientId">The user's client.</param>
/// <param name="Groups">What else an assertion about the user says.</param>
internal sealed record MemoryTokenKey(string Server, string Binding, string Subject, string ClientId, string Groups);
