using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.OAuth;
using McpGateway.Identity.Tokens;

namespace McpGateway.Identity.Providers;

/// <summary>One provider as this process knows it now: its addresses and its keys.</summary>
internal sealed partial class ProviderConnection
{
    private const int MaxKeys = 64;

    private readonly OAuthClient _oauth;
    private readonly ILogger _logger;
    private readonly ProviderEndpointSet? _configured;
    private readonly RefreshingValue<ProviderEndpointSet> _metadata;
    private readonly RefreshingValue<VerificationKey[]> _keys;

    public ProviderConnection(ProviderDefinition definition, OAuthClient oauth, RefreshTimes times, TimeProvider time, ILogger logger)
    {
        (Definition, _oauth, _logger) = (definition, oauth, logger);
        _configured = ProviderEndpointSet.OfConfiguration(definition);
        _metadata = new(FetchMetadataAsync, Report, times, time);
        _keys = new(FetchKeysAsync, Report, times, time);
    }

    public ProviderDefinition Definition { get; }

    /// <returns>Null when the provider's metadata cannot be had.</returns>
    public ValueTask<ProviderEndpointSet?> EndpointsAsync(CancellationToken cancellationToken) =>
        _configured is not null ? new(_configured) : _metadata.GetAsync(cancellationToken);

    /// <summary>Checks the signature. Keys that are not known yet are looked for once more, within limits.</summary>
    public async ValueTask<KeyVerdict> CheckAsync(
        JwsToken token, TokenClaims claims, TokenValidationRules rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await _keys.GetAsync(cancellationToken) is not { } keys)
        {
            return new(TokenRefusal.UnknownKey, IsUnavailable: true);
        }

        var refusal = TokenVerifier.Verify(token, claims, keys, rules, now);
        if (refusal == TokenRefusal.UnknownKey
            && token.KeyId is not null
            && await _keys.GetNewerAsync(keys, cancellationToken) is { } newer)
        {
            refusal = ReferenceEquals(newer, keys) ? refusal : TokenVerifier.Verify(token, claims, newer, rules, now);
        }

        return new(refusal, refusal == TokenRefusal.UnknownKey && token.KeyId is not null && _keys.IsUncertain);
    }

    private async Task<Result<ProviderEndpointSet>> FetchMetadataAsync(CancellationToken cancellationToken)
    {
        var address = AuthorizationServerMetadata.OpenIdAddressOf(Definition.Issuers[0]);
        var answer = await _oauth.GetAsync(address, bearer: null, cancellationToken);
        return answer.Content().Error is { } error
            ? error
            : ProviderEndpointSet.OfMetadata(AuthorizationServerMetadata.Read(answer), Definition);
    }

    private async Task<Result<VerificationKey[]>> FetchKeysAsync(CancellationToken cancellationToken)
    {
        if ((await EndpointsAsync(cancellationToken))?.Keys is not { } address)
        {
            return new Error(ErrorKind.Unavailable, "The provider's metadata is not available");
        }

        var fetched = (await _oauth.GetAsync(address, bearer: null, cancellationToken)).Content();
        if (!fetched.IsSuccess)
        {
            return fetched.Error;
        }

        if (!fetched.Value.TryGetProperty("keys", out var set) || set.ValueKind != JsonValueKind.Array)
        {
            return new Error(ErrorKind.BadGateway, $"{address.Authority} did not answer with a key set");
        }

        // Keys of kinds that we do not use lie beside those that we do (RFC 7517 §5).
        VerificationKey[] keys = [
            .. set.EnumerateArray().Take(MaxKeys).Select(JwkReader.Read).Where(key => key.IsSuccess).Select(key => key.Value!)];
        return keys.Length > 0 ? keys : new Error(ErrorKind.BadGateway, $"{address.Authority} publishes no usable signature key");
    }

    private void Report(Error error) => LogFailed(Definition.Name, error.Detail);

    [LoggerMessage(
        EventId = 4073, Level = LogLevel.Warning,
        Message = "The identity provider {Provider} could not be asked: {Reason}. What is known of it stays in use.")]
    private partial void LogFailed(string provider, string reason);
}

/// <summary>What became of a check. When it is unavailable, the token may well be good.</summary>
internal readonly record struct KeyVerdict(TokenRefusal Refusal, bool IsUnavailable);
