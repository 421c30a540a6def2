using McpGateway.Foundation;
using McpGateway.Foundation.OAuth;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Admission.Gate;

/// <summary>Tokens for the gate by client credentials, kept in memory until shortly before they end.</summary>
internal sealed class GateTokens(
    [FromKeyedServices(RegistrationGate.ClientName)] OAuthClient client, IOptions<GateOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private (string Token, DateTimeOffset Ends)? _held;

    public async Task<Result<string>> GetAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_held is { } held && held.Ends - Margin > time.GetUtcNow())
            {
                return held.Token;
            }

            var scopes = (options.Value.Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var reply = await client.RequestTokensAsync(
                new Uri(options.Value.TokenUrl!),
                new(options.Value.ClientId!, ClientAuthentications.Basic) { Secret = options.Value.ClientSecret },
                OAuthGrants.ClientCredentials(scopes),
                cancellationToken);
            if (reply.Tokens is not { } issued)
            {
                return new Error(ErrorKind.Unavailable, $"it has no token: the authorization server gave none ({reply.Error})");
            }

            _held = (issued.AccessToken, issued.ExpiresAt ?? time.GetUtcNow());
            return issued.AccessToken;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
