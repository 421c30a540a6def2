using System.Security.Cryptography;

namespace McpGateway.AuthorizationServer.Device;

/// <summary>
/// What a person types: 8 of 20 consonants, so that no words appear and nothing can be misread (RFC 8628 §6.1). 2^34 of them.
/// </summary>
internal static class UserCode
{
    private const string Letters = "BCDFGHJKLMNPQRSTVWXZ";
    private const int Length = 8;

    public static string New()
    {
        var code = RandomNumberGenerator.GetString(Letters, Length);
        return $"{code[..4]}-{code[4..]}";
    }

    /// <returns>The letters, however they were typed; null when it cannot be a code.</returns>
    public static string? Normalize(string? typed)
    {
        var letters = new string([.. (typed ?? "").Take(40).Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);
        return letters.Length == Length && letters.All(Letters.Contains) ? letters : null;
    }
}
