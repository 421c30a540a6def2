using System.Collections.Concurrent;
using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Settings;
using McpGateway.Core.Foundation;
using McpGateway.Proxy.Outbound;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Egress.Injection;

/// <summary>
/// Tokens that the caller's identity was exchanged for (RFC 8693). Kept in memory only: a new one costs one request and nobody's consent.
/// </summary>
internal sealed partial class ExchangedTokens(
    IIdentityAssertions assertions, TokenEndpoint tokens, IOptions<EgressOptions> options, TimeProvider time, ILogger<ExchangedTokens> logger)
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string JwtType = "urn:ietf:params:oauth:token-type:jwt";
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";
    private const int MaxEntries = 20_000;

    private static readonly TimeSpan AssertionLife = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UnstatedLife = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan TooNewToRenew = TimeSpan.FromSeconds(30);

    // Written by the flights; emptied as a whole when it is full.
    private readonly ConcurrentDictionary<Identity, TokenEntry> _entries = new();

    public ValueTask<EgressCredential> GetAsync(EgressServer egress, Caller caller, CancellationToken cancellationToken)
    {
        var entry = EntryOf(egress, caller);
        return entry.Held is { } held && time.GetUtcNow() < held.FreshUntil
            ? new(held.Credential)
            : WaitAsync(egress, caller, entry, cancellationToken);
    }

    public ValueTask<EgressCredential> RenewAsync(EgressServer egress, Caller caller, EgressCredential refused, CancellationToken cancellationToken)
    {
        var entry = EntryOf(egress, caller);
        if (entry.Held is { } held && held.Credential.Authorization == refused.Authorization)
        {
            if (time.GetUtcNow() - held.ObtainedAt < TooNewToRenew)
            {
                return new(EgressTexts.ExchangeRefused);
            }

            entry.Forget();
        }

        return GetAsync(egress, caller, cancellationToken);
    }

    private async ValueTask<EgressCredential> WaitAsync(EgressServer egress, Caller caller, TokenEntry entry, CancellationToken cancellationToken) =>
        (await entry.Flight.RunAsync(() => FlyAsync(egress, caller, entry)).WaitAsync(cancellationToken)).Credential;

    private TokenEntry EntryOf(EgressServer egress, Caller caller)
    {
        if (_entries.Count >= MaxEntries)
        {
            _entries.Clear();
        }

        return _entries.GetOrAdd(new(egress.Key, egress.Binding, caller.Subject, caller.ClientId, string.Join('\n', caller.Groups)), _ => new());
    }

    private async Task<Obtained> FlyAsync(EgressServer egress, Caller caller, TokenEntry entry)
    {
        var generation = entry.Generation;
        try
        {
            // The one before may have landed while this one was asked for.
            if (entry.Held is { } fresh && time.GetUtcNow() < fresh.FreshUntil)
            {
                return new(fresh.Credential, generation);
            }

            var reply = await tokens.RequestAsync(Issuer(egress.Settings), egress.Settings.ClientSecret, Fields(egress.Settings, caller), CancellationToken.None);
            if (reply.Tokens is not { } issued)
            {
                return new(reply.IsFinal || reply.Error is not "no_error_code" ? EgressTexts.ExchangeRefused : EgressTexts.ProviderAway, generation);
            }

            var now = time.GetUtcNow();
            var held = HeldToken.Of(issued.AccessToken, egress.Binding, now, issued.ExpiresAt ?? now + UnstatedLife, options.Value.RefreshAhead);
            entry.Hold(held, generation);
            return new(held.Credential, generation);
        }
#pragma warning disable CA1031 // many callers share the flight: whatever breaks it is told to all of them in one way
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogBroke(egress.Key, failure);
            return new(EgressTexts.Busy, generation);
        }
    }

    private List<KeyValuePair<string, string>> Fields(EgressSettingsRecord settings, Caller caller)
    {
        var fields = new List<KeyValuePair<string, string>>
        {
            new("grant_type", Grant),
            new("subject_token", assertions.Sign(caller, settings.Issuer ?? settings.TokenEndpoint!, AssertionLife)),
            new("subject_token_type", JwtType),
            new("requested_token_type", AccessTokenType),
        };
        Add("audience", settings.Audience);
        Add("resource", settings.Resource);
        Add("scope", settings.Scopes.Count > 0 ? string.Join(' ', settings.Scopes) : null);
        return fields;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                fields.Add(new(name, value));
            }
        }
    }

    private static TokenIssuerReference Issuer(EgressSettingsRecord settings) => new()
    {
        TokenEndpoint = settings.TokenEndpoint!,
        ClientId = settings.ClientId!,
        ClientAuthentication = settings.ClientSecret is null ? ClientAuthentications.None : settings.ClientAuthentication ?? ClientAuthentications.Basic,
    };

    [LoggerMessage(EventId = 12008, Level = LogLevel.Error, Message = "The exchange of a token for {Server} broke.")]
    private partial void LogBroke(string server, Exception failure);

    /// <summary>Everything that the assertion says, and the settings under which it is exchanged.</summary>
    private sealed record Identity(string Server, string Binding, string Subject, string ClientId, string Groups);
}
