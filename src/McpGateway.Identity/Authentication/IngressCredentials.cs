using McpGateway.Identity.Clients;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Sessions;
using McpGateway.Identity.Signing;
using McpGateway.Identity.Tokens;
using McpGateway.Proxy.Access;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Authentication;

/// <summary>
/// Recognises, in any text, what opens this gateway: whatever it issued to anybody (access tokens of any age, refresh tokens, secrets and
/// registration tokens of clients, sessions), what it accepts of an identity provider, the secrets that are configured, and the Basic
/// credentials of its administrator; plain and in the encodings of <see cref="CredentialReadings"/>.
/// </summary>
internal sealed class IngressCredentials(
    BearerCredentials bearers, SigningKeyRing keys, IEnumerable<IIssuedTokens> issued, SessionStore sessions, SessionCookie cookie,
    IOptions<AuthOptions> options, IOptions<ManagedClientOptions> clients, IEnumerable<IStatedSecrets> stated)
{
    /// <summary>No upstream wants more at once, and each one may cost a signature's check.</summary>
    private const int MaxTokens = 8;

    /// <summary>What is decoded may say the same several times in other words.</summary>
    private const int MaxReadTokens = 32;

    private const int PartsOfAJws = 3;

    /// <summary>Of what a value is divided into by dots. The last is what is left.</summary>
    private const int MaxParts = 8;

    private readonly StatedSecrets _stated = new(
        clients.Value.Clients.Select(static client => client.ClientSecret).OfType<string>()
            .Concat(stated.SelectMany(static secrets => secrets.Secrets)));

    /// <summary>Tells values that may hold one of them from those that cannot, at next to no cost.</summary>
    public bool MayBeIn(string value) => CredentialText.MayHoldOne(value) || _stated.AreIn(value);

    /// <summary>Whether the value holds one of them. When that cannot be found out, it does.</summary>
    public async ValueTask<bool> AreInAsync(HttpContext context, string value)
    {
        var readings = new CredentialReadings(value, _stated);
        if (readings.AreTooMany
            || readings.Basics.Any(IsAdministrators)
            || readings.Texts.Any(text => HoldsCredentialOf(context.Request, text) || _stated.AreIn(text)))
        {
            return true;
        }

        string[] tokens = [.. readings.Texts.SelectMany(static text => TokensIn(text)).Distinct(StringComparer.Ordinal)];
        if (tokens.Length > MaxReadTokens || TokensIn(value).Count > MaxTokens)
        {
            return true;
        }

        var parts = tokens.SelectMany(PartsOf).Where(static part => part.Length >= CredentialText.ShortestToken);
        foreach (var token in tokens.Concat(parts))
        {
            if (await IsOneAsync(token, context.RequestAborted))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// What stands between dots, as many parts of it as a credential has: protocols of WebSockets prefix a token with a word and a dot.
    /// </summary>
    private static IEnumerable<string> PartsOf(string token)
    {
        var parts = token.Split('.', MaxParts);
        for (var count = 1; count <= PartsOfAJws && count < parts.Length; count++)
        {
            for (var first = 0; first + count <= parts.Length; first++)
            {
                yield return string.Join('.', parts, first, count);
            }
        }
    }

    /// <summary>The request's own credential, also where something is written next to it without a gap.</summary>
    private bool HoldsCredentialOf(HttpRequest request, string value)
    {
        var state = BearerHeader.Read(request.Headers[RequestAuthenticator.XAuthorization], out var token);
        if (state == BearerHeaderState.Absent)
        {
            BearerHeader.Read(request.Headers.Authorization, out token);
        }

        return (!token.IsEmpty && value.AsSpan().Contains(token, StringComparison.Ordinal))
            || (cookie.Read(request) is { } session && value.Contains(session, StringComparison.Ordinal));
    }

    /// <summary>
    /// By the name alone: checking the password here would let callers try passwords, and lock the administrator out by that.
    /// </summary>
    private bool IsAdministrators(string credentials) =>
        credentials.StartsWith(options.Value.AdminUser + ":", StringComparison.Ordinal);

    private static List<string> TokensIn(ReadOnlySpan<char> value)
    {
        var tokens = new List<string>();
        while (CredentialText.TryTakeToken(ref value, out var token))
        {
            if (token.Trim('.') is { Length: >= CredentialText.ShortestToken } whole)
            {
                tokens.Add(whole.ToString());
            }
        }

        return tokens;
    }

    private async ValueTask<bool> IsOneAsync(string token, CancellationToken cancellationToken)
    {
        if (issued.Any(tokens => tokens.AreOurs(token)))
        {
            return true;
        }

        // A JWS has two dots, and what no dot divides may be a session's id.
        return token.Contains('.', StringComparison.Ordinal)
            ? await IsBearerAsync(token, cancellationToken)
            : (await sessions.FindAsync(token, cancellationToken)).State != SessionState.Invalid;
    }

    private async ValueTask<bool> IsBearerAsync(string token, CancellationToken cancellationToken)
    {
        var outcome = await bearers.AuthenticateAsync(token, cancellationToken);
        return outcome.Resolved is not null || outcome.IsUnavailable || IsOfThisGateway(outcome.Refusal) || IsSignedHere(token);
    }

    /// <summary>Whether a refused token was meant for this gateway. One that its issuer made for somebody else is the upstream's.</summary>
    private static bool IsOfThisGateway(TokenRefusal refusal) => refusal switch
    {
        TokenRefusal.None or TokenRefusal.Malformed or TokenRefusal.AlgorithmNotAllowed or TokenRefusal.CriticalHeader
            or TokenRefusal.UnknownKey or TokenRefusal.BadSignature or TokenRefusal.WrongType or TokenRefusal.UnknownIssuer
            or TokenRefusal.WrongAudience => false,
        TokenRefusal.MissingExpiry or TokenRefusal.Expired or TokenRefusal.NotYetValid or TokenRefusal.WrongUse
            or TokenRefusal.MissingSubject
            or TokenRefusal.Revoked or TokenRefusal.UserDisabled => true,
    };

    private bool IsSignedHere(string token) =>
        JwsToken.Parse(token, out var parsed) == TokenRefusal.None
        && TokenVerifier.VerifySignature(parsed!, keys.Current.VerificationKeys, requiresKeyId: true) == TokenRefusal.None;
}
