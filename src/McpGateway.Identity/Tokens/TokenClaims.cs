using System.Text.Json;
using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Tokens;

/// <summary>The claims of a token (RFC 7519 §4.1), each of the type the standard gives it.</summary>
public sealed record TokenClaims
{
    private const double MaxNumericDate = 253402300799; // the last second of the year 9999

    /// <summary>Ends the name of a claim that holds its names packed (<see cref="PackedNames"/>).</summary>
    public const string PackedSuffix = "_z";

    public required JsonElement All { get; init; }

    public required string? Issuer { get; init; }

    public required string? Subject { get; init; }

    public required IReadOnlyList<string> Audience { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public required DateTimeOffset? NotBefore { get; init; }

    public required DateTimeOffset? IssuedAt { get; init; }

    public required string? Id { get; init; }

    /// <returns>The claims, or null when the payload is not an object of properly typed claims.</returns>
    public static TokenClaims? Parse(ReadOnlyMemory<byte> payload)
    {
        if (StrictJson.ReadObject(payload) is not { } all
            || !StrictJson.TryReadString(all, "iss", out var issuer)
            || !StrictJson.TryReadString(all, "sub", out var subject)
            || !StrictJson.TryReadString(all, "jti", out var id)
            || !StrictJson.TryReadString(all, "azp", out _)
            || !StrictJson.TryReadStrings(all, "aud", out var audience)
            || !TryReadDate(all, "exp", out var expiresAt)
            || !TryReadDate(all, "nbf", out var notBefore)
            || !TryReadDate(all, "iat", out var issuedAt))
        {
            return null;
        }

        return new()
        {
            All = all,
            Issuer = issuer,
            Subject = subject,
            Audience = audience,
            ExpiresAt = expiresAt,
            NotBefore = notBefore,
            IssuedAt = issuedAt,
            Id = id,
        };
    }

    /// <summary>A further claim that is a string; null when absent or of another type.</summary>
    public string? Text(string name) => StrictJson.TryReadString(All, name, out var value) ? value : null;

    /// <summary>A further claim that is a list of strings (or one); empty when absent or of another type.</summary>
    public IReadOnlyList<string> Texts(string name) => StrictJson.TryReadStrings(All, name, out var values) ? values : [];

    /// <summary>A claim of words separated by spaces, as <c>scope</c> is (RFC 8693 §4.2).</summary>
    public IReadOnlyList<string> Words(string name) =>
        Text(name)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Names out of the claim of that name with <see cref="PackedSuffix"/>, or else of the claim itself.</summary>
    /// <returns>Null when the packed claim cannot be read.</returns>
    public IReadOnlyList<string>? Names(string name, Func<string, IReadOnlyList<string>> plain)
    {
        ArgumentNullException.ThrowIfNull(plain);
        return !All.TryGetProperty(name + PackedSuffix, out _) ? plain(name)
            : Text(name + PackedSuffix) is { } packed ? PackedNames.Unpack(packed)
            : null;
    }

    private static bool TryReadDate(JsonElement all, string name, out DateTimeOffset? date)
    {
        date = null;
        if (!all.TryGetProperty(name, out var member))
        {
            return true;
        }

        if (member.ValueKind != JsonValueKind.Number
            || !member.TryGetDouble(out var seconds)
            || seconds is not (>= 0 and <= MaxNumericDate))
        {
            return false;
        }

        date = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        return true;
    }
}
