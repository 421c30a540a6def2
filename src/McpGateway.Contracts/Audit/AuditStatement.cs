using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace McpGateway.Contracts.Audit;

/// <summary>
/// What a gateway has signed about a stream of its audit: a JWS in its compact form (RFC 7515), ES256, with the public key in its header
/// (<c>jwk</c>). The key's id (<c>kid</c>) is the key's thumbprint (RFC 7638), so whoever knows the ids of a gateway's keys needs nothing
/// else to judge a statement.
/// </summary>
public sealed record AuditStatement
{
    /// <summary>The type (<c>typ</c>) in the header of a statement.</summary>
    public const string Type = "mcpgw-audit+jws";

    /// <summary>Up to <see cref="Number"/> the stream was as its hashes say.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>The events up to <see cref="Number"/> were removed because they were too old.</summary>
    public const string Retention = "retention";

    private const int CoordinateBytes = 32;

    /// <summary><see cref="Checkpoint"/> or <see cref="Retention"/>.</summary>
    public required string Kind { get; init; }

    public required string Stream { get; init; }

    public required long Number { get; init; }

    /// <summary>Of the event with that number.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Thumbprint of the key that signed; the empty text in a statement that is not signed yet.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>What is signed.</summary>
    public byte[] ToPayload()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", Kind);
            json.WriteString("stream", Stream);
            json.WriteNumber("number", Number);
            json.WriteString("hash", Hash);
            json.WriteString("at", At);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <returns>The statement, when its signature is good for the key that it names; null for anything else.</returns>
    public static AuditStatement? Read(string jws)
    {
        ArgumentNullException.ThrowIfNull(jws);
        var parts = jws.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            return IsSigned(header.RootElement, parts) ? Of(payload.RootElement, header.RootElement.GetProperty("kid").GetString()!) : null;
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException or KeyNotFoundException
            or CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The thumbprint of a P-256 key (RFC 7638).</summary>
    public static string Thumbprint(string x, string y) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));

    /// <summary>The ids of a key set as <c>GET /api/audit/keys</c> gives it. They are computed, not believed.</summary>
    /// <param name="text">The set, JSON.</param>
    /// <param name="name">Where it is from, for the message.</param>
    /// <exception cref="InvalidDataException">It is no such set.</exception>
    public static IReadOnlySet<string> KeyIds(string text, string name)
    {
        try
        {
            using var set = JsonDocument.Parse(text);
            return set.RootElement.GetProperty("keys").EnumerateArray()
                .Select(static key => Thumbprint(key.GetProperty("x").GetString()!, key.GetProperty("y").GetString()!))
                .ToHashSet(StringComparer.Ordinal);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{name} is no set of keys such as GET /api/audit/keys gives.", failure);
        }
    }

    private static AuditStatement Of(JsonElement payload, string keyId) => new()
    {
        Kind = payload.GetProperty("kind").GetString()!,
        Stream = payload.GetProperty("stream").GetString()!,
        Number = payload.GetProperty("number").GetInt64(),
        Hash = payload.GetProperty("hash").GetString()!,
        At = payload.GetProperty("at").GetDateTimeOffset(),
        KeyId = keyId,
    };

    private static bool IsSigned(JsonElement header, string[] parts)
    {
        var key = header.GetProperty("jwk");
        var (x, y) = (key.GetProperty("x").GetString()!, key.GetProperty("y").GetString()!);
        if (header.GetProperty("alg").GetString() != "ES256" || header.GetProperty("typ").GetString() != Type
            || header.GetProperty("kid").GetString() != Thumbprint(x, y))
        {
            return false;
        }

        var (left, right) = (Base64Url.DecodeFromChars(x), Base64Url.DecodeFromChars(y));
        if (left.Length != CoordinateBytes || right.Length != CoordinateBytes)
        {
            return false;
        }

        using var verifier = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = left, Y = right } });
        return verifier.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
