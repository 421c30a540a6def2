using System.Security.Cryptography;
using System.Text.Json;
using McpGateway.Identity.Telemetry;
using McpGateway.Identity.Tokens;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Signing;

/// <summary>Issues ES256 tokens with the newest key.</summary>
public sealed class TokenIssuer(SigningKeyRing keys, IOptions<AuthOptions> options, TimeProvider time, IdentityMeter? meter = null)
    : ITokenIssuer
{
    /// <summary>RFC 9068 §2.1: so that no other kind of signed token can be passed off as an access token.</summary>
    public const string Type = "at+jwt";

    private const int IdBytes = 16;

    public IssuedToken Issue(TokenGrant grant)
    {
        var now = time.GetUtcNow();
        var key = keys.Current.Signer(now);
        var id = Base64UrlText.Encode(RandomNumberGenerator.GetBytes(IdBytes));
        meter?.Issued(grant.AuthMethod);
        return new(CompactJws.Sign(key, Type, json => WriteClaims(json, grant, id, now)), id, now, grant.ExpiresAt);
    }

    private void WriteClaims(Utf8JsonWriter json, TokenGrant grant, string id, DateTimeOffset now)
    {
        json.WriteString("iss", grant.Issuer ?? options.Value.Issuer);
        WriteAudience(json, grant.Audiences);
        json.WriteString("sub", grant.Subject);
        json.WriteString("username", grant.UserName);
        json.WriteString("preferred_username", grant.UserName);
        if (grant.Email is not null)
        {
            json.WriteString("email", grant.Email);
        }

        WriteNames(json, "groups", grant.Groups, static (json, groups) => WriteList(json, "groups", groups));
        WriteNames(json, "scope", grant.Scopes, static (json, scopes) => json.WriteString("scope", string.Join(' ', scopes)));
        json.WriteString("token_use", "access");
        json.WriteString("auth_method", grant.AuthMethod);
        json.WriteString("provider", grant.Provider);
        json.WriteString("client_id", grant.ClientId);
        json.WriteString("jti", id);
        json.WriteNumber("iat", now.ToUnixTimeSeconds());
        json.WriteNumber("exp", grant.ExpiresAt.ToUnixTimeSeconds());
        json.WriteString("description", grant.Description);
        if (grant.Ancestors.Count > 0)
        {
            WriteList(json, "ancestors", grant.Ancestors);
        }
    }

    private static void WriteNames(
        Utf8JsonWriter json, string name, IReadOnlyList<string> values, Action<Utf8JsonWriter, IReadOnlyList<string>> write)
    {
        // A line break in a name would make two of it.
        if (values.Sum(static value => value.Length + 1) > PackedNames.Worthwhile && !values.Any(static value => value.Contains('\n')))
        {
            json.WriteString(name + TokenClaims.PackedSuffix, PackedNames.Pack(values));
        }
        else
        {
            write(json, values);
        }
    }

    private void WriteAudience(Utf8JsonWriter json, IReadOnlyList<string> audiences)
    {
        if (audiences.Count > 1)
        {
            WriteList(json, "aud", audiences);
        }
        else
        {
            json.WriteString("aud", audiences.Count == 1 ? audiences[0] : options.Value.Audience);
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
