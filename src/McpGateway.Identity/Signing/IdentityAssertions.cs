using System.Security.Cryptography;
using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Identity.Tokens;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Signing;

/// <summary>Signs who a caller is, for token services that other parties run (RFC 8693 subject tokens).</summary>
internal sealed class IdentityAssertions(SigningKeyRing keys, IOptions<AuthOptions> options, TimeProvider time) : IIdentityAssertions
{
    /// <summary>Not <see cref="TokenIssuer.Type"/>, so that whoever is shown an assertion cannot use it as an access token here.</summary>
    private const string Type = "JWT";

    private const int IdBytes = 16;

    public string Sign(Caller caller, string audience, TimeSpan lifetime)
    {
        var now = time.GetUtcNow();
        return CompactJws.Sign(keys.Current.Signer(now), Type, json => WriteClaims(json, caller, audience, now, now + lifetime));
    }

    private void WriteClaims(Utf8JsonWriter json, Caller caller, string audience, DateTimeOffset now, DateTimeOffset end)
    {
        json.WriteString("iss", options.Value.Issuer);
        json.WriteString("aud", audience);
        json.WriteString("sub", caller.Subject);
        json.WriteString("preferred_username", caller.UserName);
        if (caller.Email is not null)
        {
            json.WriteString("email", caller.Email);
        }

        if (caller.ClientId.Length > 0)
        {
            json.WriteString("client_id", caller.ClientId);
        }

        json.WriteStartArray("groups");
        foreach (var group in caller.Groups)
        {
            json.WriteStringValue(group);
        }

        json.WriteEndArray();
        json.WriteString("jti", Base64UrlText.Encode(RandomNumberGenerator.GetBytes(IdBytes)));
        json.WriteNumber("iat", now.ToUnixTimeSeconds());
        json.WriteNumber("nbf", now.ToUnixTimeSeconds());
        json.WriteNumber("exp", end.ToUnixTimeSeconds());
    }
}
