using System.Text;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Http;

namespace McpGateway.AuthorizationServer.Clients;

/// <summary>
/// Who calls the token endpoint and its neighbours: <c>none</c>, <c>client_secret_basic</c> or <c>client_secret_post</c> (RFC 6749 §2.3).
/// </summary>
internal sealed class ClientAuthentication(ClientDirectory clients)
{
    private const string Scheme = "Basic ";

    public async Task<Result<OAuthClientRecord>> AuthenticateAsync(
        HttpContext context, OAuthParameters parameters, CancellationToken cancellationToken)
    {
        var read = ReadCredentials(context.Request, parameters);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        var (id, secret) = read.Value;
        var found = await clients.FindAsync(id, ClientAddress.Of(context), cancellationToken);
        if (!found.IsSuccess)
        {
            return found;
        }

        var client = found.Value;
        if (client.IsPublic)
        {
            // Ignoring a secret would let a client believe that it is protected by one.
            return secret is null ? client : OAuthErrors.InvalidClient("This client is public: it authenticates without a secret.");
        }

        // Both ways to send a secret are taken, whichever was registered: libraries choose for themselves.
        return secret is not null && Secrets.Matches(client.SecretHash, secret)
            ? client
            : OAuthErrors.InvalidClient("Client authentication failed.");
    }

    private static Result<Credentials> ReadCredentials(HttpRequest request, OAuthParameters parameters)
    {
        var header = request.Headers.Authorization;
        if (header.Count == 0)
        {
            return new Credentials(parameters["client_id"], parameters["client_secret"]);
        }

        if (header is not [{ } value]
            || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || Decode(value[Scheme.Length..]) is not { } basic)
        {
            return OAuthErrors.InvalidClient("The Authorization header must be Basic with the client id and secret.");
        }

        // RFC 6749 §2.3: one method per request.
        if (parameters["client_secret"] is not null || (parameters["client_id"] is { } other && other != basic.Id))
        {
            return OAuthErrors.InvalidRequest("Client credentials came both in the header and in the body.");
        }

        return basic.Secret is { Length: 0 } ? basic with { Secret = null } : basic;
    }

    private static Credentials? Decode(string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text.Trim(), bytes, out var length))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);

        // RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
        return colon < 0 ? null : new(FormDecode(pair[..colon]), FormDecode(pair[(colon + 1)..]));
    }

    private static string FormDecode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private sealed record Credentials(string? Id, string? Secret)
    {
        public override string ToString() => nameof(Credentials);
    }
}
