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

    /// <summary>
    /// What is before it does not verify, or its signatures are gone: signing began anew, see <see cref="AuditStatementHead.From"/>.
    /// </summary>
    public const string Anew = "anew";

    /// <summary>The last line of an export: <see cref="Hash"/> is that of all bytes before it.</summary>
    public const string Export = "export";

    private const int CoordinateBytes = 32;

    /// <summary>One of the kinds above.</summary>
    public required string Kind { get; init; }

    public required string Stream { get; init; }

    public required long Number { get; init; }

    /// <summary>Of the event with that number.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// The running number of the statements of a store; 0 for retention and exports, and for statements of releases that had none.
    /// </summary>
    public long Sequence { get; init; }

    /// <summary><see cref="AuditChain.HashOf"/> the statement with the number before; the empty text for the first.</summary>
    public string Previous { get; init; } = "";

    /// <summary>The running number with which signing last began anew; 0 when it never did.</summary>
    public long Since { get; init; }

    /// <summary>Why it did.</summary>
    public string? Reason { get; init; }

    /// <summary>How long events wait for a signature at most.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How far all streams went, so that one statement tells of each that is cut off or gone.</summary>
    public IReadOnlyList<AuditStatementHead> Heads { get; init; } = [];

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
            WriteSeries(json);
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

    /// <summary>What <see cref="Previous"/> names a statement by: <see cref="AuditChain.HashOf"/> its text.</summary>
    /// <param name="jws">The statement as it was signed.</param>
    public static string HashOf(string jws) => AuditChain.HashOf(Encoding.ASCII.GetBytes(jws));

    private void WriteSeries(Utf8JsonWriter json)
    {
        if (Since > 0)
        {
            json.WriteNumber("since", Since);
        }

        if (Sequence == 0)
        {
            return;
        }

        json.WriteNumber("sequence", Sequence);
        json.WriteString("previous", Previous);
        json.WriteNumber("within", (long)Within.TotalSeconds);
        if (Reason is not null)
        {
            json.WriteString("reason", Reason);
        }

        json.WriteStartArray("heads");
        foreach (var head in Heads)
        {
            head.WriteTo(json);
        }

        json.WriteEndArray();
    }

    private static AuditStatement Of(JsonElement payload, string keyId) => new()
    {
        Kind = payload.GetProperty("kind").GetString()!,
        Stream = payload.GetProperty("stream").GetString()!,
        Number = payload.GetProperty("number").GetInt64(),
        Hash = payload.GetProperty("hash").GetString()!,
        At = payload.GetProperty("at").GetDateTimeOffset(),
        Sequence = payload.TryGetProperty("sequence", out var sequence) ? sequence.GetInt64() : 0,
        Previous = payload.TryGetProperty("previous", out var previous) ? previous.GetString()! : "",
        Since = payload.TryGetProperty("since", out var since) ? since.GetInt64() : 0,
        Reason = payload.TryGetProperty("reason", out var reason) ? reason.GetString() : null,
        Within = payload.TryGetProperty("within", out var within) ? TimeSpan.FromSeconds(within.GetInt64()) : TimeSpan.FromDays(1),
        Heads = payload.TryGetProperty("heads", out var heads) ? [.. heads.EnumerateArray().Select(AuditStatementHead.Of)] : [],
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

/// <summary>How far one stream went when a statement was signed.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="Number">Of its newest event; 0 when it had none.</param>
/// <param name="Hash">Of that event.</param>
public sealed record AuditStatementHead(string Stream, long Number, string Hash)
{
    /// <summary>Events up to here are not vouched for: signing began anew behind them. 0 when all are.</summary>
    public long From { get; init; }

    /// <summary>Hash of the event <see cref="From"/>.</summary>
    public string FromHash { get; init; } = "";

    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("stream", Stream);
        json.WriteNumber("number", Number);
        json.WriteString("hash", Hash);
        if (From > 0)
        {
            json.WriteNumber("from", From);
            json.WriteString("from_hash", FromHash);
        }

        json.WriteEndObject();
    }

    internal static AuditStatementHead Of(JsonElement head) => new(
        head.GetProperty("stream").GetString()!, head.GetProperty("number").GetInt64(), head.GetProperty("hash").GetString()!)
    {
        From = head.TryGetProperty("from", out var from) ? from.GetInt64() : 0,
        FromHash = head.TryGetProperty("from_hash", out var hash) ? hash.GetString()! : "",
    };
}
