using System.Net.Http.Headers;
using System.Text;
using McpGateway.Core.Egress.Storage;

namespace McpGateway.Core.Egress.Providers;

/// <summary>Asks providers for tokens and takes tokens back to them.</summary>
internal sealed partial class TokenEndpointClient(EgressHttp http, TimeProvider time, ILogger<TokenEndpointClient> logger)
{
    private const int MaxTokenLength = 16 * 1024;

    public async Task<TokenReply> RequestAsync(
        TokenIssuerReference issuer, string? clientSecret, IEnumerable<KeyValuePair<string, string>> fields,
        CancellationToken cancellationToken)
    {
        if (http.Problem(issuer.TokenEndpoint) is not null)
        {
            return TokenReply.Failed(isFinal: false, "invalid_endpoint");
        }

        var reply = await SendAsync(issuer.TokenEndpoint, issuer, clientSecret, fields, cancellationToken);
        var answer = Read(reply);
        if (answer.Tokens is null)
        {
            LogRefused(new Uri(issuer.TokenEndpoint).Host, reply.Status, answer.Error);
        }

        return answer;
    }

    /// <summary>RFC 7009. Best effort: what the gateway has deleted it cannot use again either way.</summary>
    public async Task RevokeAsync(
        TokenIssuerReference issuer, string? clientSecret, string token, string hint, CancellationToken cancellationToken)
    {
        if (issuer.RevocationEndpoint is { } endpoint && http.Problem(endpoint) is null)
        {
            await SendAsync(endpoint, issuer, clientSecret, [new("token", token), new("token_type_hint", hint)], cancellationToken);
        }
    }

    private async Task<EgressReply> SendAsync(
        string endpoint, TokenIssuerReference issuer, string? clientSecret, IEnumerable<KeyValuePair<string, string>> fields,
        CancellationToken cancellationToken)
    {
        var form = fields.ToList();
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        if (clientSecret is not null && issuer.ClientAuthentication == ClientAuthentications.Basic)
        {
            // RFC 6749 §2.3.1: both parts are form-encoded first.
            var pair = $"{Uri.EscapeDataString(issuer.ClientId)}:{Uri.EscapeDataString(clientSecret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
        else
        {
            form.Add(new("client_id", issuer.ClientId));
            if (clientSecret is not null && issuer.ClientAuthentication == ClientAuthentications.Post)
            {
                form.Add(new("client_secret", clientSecret));
            }
            else if (clientSecret is not null && issuer.ClientAuthentication == ClientAuthentications.PrivateKey)
            {
                form.Add(new("client_assertion_type", ClientAssertion.Type));
                form.Add(new(
                    "client_assertion",
                    ClientAssertion.Sign(clientSecret, issuer.ClientId, issuer.Issuer ?? issuer.TokenEndpoint, time.GetUtcNow())));
            }
        }

        request.Content = new FormUrlEncodedContent(form);
        return await http.SendAsync(request, cancellationToken);
    }

    private TokenReply Read(EgressReply reply)
    {
        // Some providers state errors with status 200.
        if (reply.IsSuccess && reply.Text("error") is null)
        {
            var token = reply.Text("access_token");
            return !IsToken(token) || !IsBearer(reply.Text("token_type"))
                ? TokenReply.Failed(isFinal: false, "invalid_answer")
                : new TokenReply(
                    new(
                        token!, Optional(reply.Text("refresh_token")), ExpiryOf(reply),
                        reply.Text("scope"))
                    { Account = AccountName.Of(reply.Text("id_token")) },
                    null, false);
        }

        // RFC 6749 §5.2. Only this code says that the grant itself has ended; every other failure may be temporary or a matter of settings.
        var error = reply.Text("error");
        return TokenReply.Failed(error is "invalid_grant" or "bad_refresh_token", Known(error));
    }

    private DateTimeOffset? ExpiryOf(EgressReply reply) =>
        reply.Number("expires_in") is { } seconds and > 0 and < int.MaxValue ? time.GetUtcNow() + TimeSpan.FromSeconds(seconds) : null;

    private static string? Optional(string? token) => IsToken(token) ? token : null;

    /// <summary>It becomes a header: nothing that ends one may be in it.</summary>
    private static bool IsToken(string? token) =>
        token is { Length: > 0 and <= MaxTokenLength } && !token.AsSpan().ContainsAnyExceptInRange('\x21', '\x7e');

    /// <summary>RFC 8693 §2.2.1 also knows tokens that are no access tokens; they cannot be sent as one.</summary>
    private static bool IsBearer(string? type) => type is null || type.Equals("bearer", StringComparison.OrdinalIgnoreCase);

    /// <summary>Error codes end up in logs: only those that look like one.</summary>
    private static string Known(string? error) =>
        error is { Length: > 0 and <= 64 } && error.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
            ? error
            : "no_error_code";

    [LoggerMessage(
        EventId = 12002, Level = LogLevel.Warning, Message = "The token endpoint at {Host} gave no token: status {Status}, {Error}.")]
    private partial void LogRefused(string host, int status, string? error);
}

/// <summary>What a token endpoint gave out.</summary>
internal sealed record IssuedTokens(string AccessToken, string? RefreshToken, DateTimeOffset? ExpiresAt, string? Scope)
{
    /// <summary>What the provider calls the account.</summary>
    public string? Account { get; init; }

    /// <summary>Nothing of it.</summary>
    public override string ToString() => "tokens";
}

/// <summary>Outcome of a token request.</summary>
/// <param name="IsFinal">The grant is gone: asking again is of no use.</param>
internal sealed record TokenReply(IssuedTokens? Tokens, string? Error, bool IsFinal)
{
    public static TokenReply Failed(bool isFinal, string error) => new(null, error, isFinal);
}
