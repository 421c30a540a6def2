using System.Buffers.Text;
using System.Text.Json;

namespace McpGateway.Core.Egress.Providers;

/// <summary>
/// The account's name in an ID token. It comes from the token endpoint itself, over TLS, which may stand in for the signature (OpenID
/// Connect Core §3.1.3.7 (6)); it is shown to the account's owner and decides nothing.
/// </summary>
internal static class AccountName
{
    private const int MaxToken = 16 * 1024;
    private const int MaxName = 200;

    private static readonly string[] Claims = ["preferred_username", "email", "name"];

    public static string? Of(string? idToken)
    {
        if (idToken is not { Length: > 0 and <= MaxToken } || idToken.Split('.') is not [_, var payload, _] || !Base64Url.IsValid(payload))
        {
            return null;
        }

        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            return claims.RootElement.ValueKind == JsonValueKind.Object
                ? Claims.Select(claim => Text(claims.RootElement, claim)).FirstOrDefault(static name => name is not null)
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The latter for a member whose name has a lone surrogate or is no UTF-8.
            return null;
        }
    }

    private static string? Text(JsonElement claims, string claim) =>
        claims.TryGetProperty(claim, out var value)
            && value.ValueKind == JsonValueKind.String
            && TextOf(value) is { Length: > 0 and <= MaxName } text
            && !text.Any(char.IsControl)
            ? text
            : null;

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate.
            return null;
        }
    }
}
