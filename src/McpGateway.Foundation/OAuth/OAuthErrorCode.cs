using System.Text.Json;
using McpGateway.Foundation.Http;

namespace McpGateway.Foundation.OAuth;

/// <summary>
/// The error code of an answer (RFC 6749 §5.2). It ends up in logs and messages, so that only what looks like a code is taken for one;
/// <c>error_description</c> never is.
/// </summary>
public static class OAuthErrorCode
{
    private const int MaxLength = 64;

    /// <returns>Null when there is none, or none that looks like one.</returns>
    public static string? Of(JsonElement? answer) =>
        answer is { ValueKind: JsonValueKind.Object } json && StrictJson.TryReadString(json, "error", out var code)
        && code is { Length: > 0 and <= MaxLength } && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
            ? code
            : null;

    /// <summary>For the end of a sentence: <c> (invalid_grant)</c>, or nothing.</summary>
    public static string InParentheses(JsonElement? answer) => Of(answer) is { } code ? $" ({code})" : "";
}
