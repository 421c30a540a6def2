using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Cli.Credentials.Files;

/// <summary>Times in token files: seconds since 1970 in some, ISO 8601 in others.</summary>
internal static class TokenTimes
{
    private const string HumanFormat = "yyyy-MM-dd HH:mm:ss 'UTC'";

    public static string Human(DateTimeOffset time) => time.UtcDateTime.ToString(HumanFormat, CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>When the token ends; null when the file does not say.</summary>
    public static DateTimeOffset? End(JsonObject token) => Read(token["expires_at"]);

    /// <summary>When the token was issued; null when the file does not say.</summary>
    public static DateTimeOffset? Start(JsonObject token) => Read(token["saved_at"]) ?? Read(token["generated_at"]);

    /// <summary>
    /// When the next token is to be fetched: so long before the end as the buffer says, but not before half of the token's life has passed.
    /// A token that lives shorter than the buffer would be fetched anew each time otherwise.
    /// </summary>
    /// <returns>Null when the token has no end.</returns>
    public static DateTimeOffset? Due(JsonObject token, TimeSpan buffer)
    {
        if (End(token) is not { } end)
        {
            return null;
        }

        var half = Start(token) is { } start && start < end ? (end - start) / 2 : buffer;
        return end - (half < buffer ? half : buffer);
    }

    private static DateTimeOffset? Read(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Number => Seconds(value),
        JsonValueKind.String => DateTimeOffset.TryParse(
            value.GetValue<string>().Replace(" UTC", "Z", StringComparison.Ordinal), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null,
        _ => null,
    };

    private static DateTimeOffset? Seconds(JsonNode value)
    {
        const long Latest = 253402300799;
        return double.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < Latest
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;
    }
}
