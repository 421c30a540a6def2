using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Cli.Credentials.Files;

/// <summary>Times in token files: seconds or milliseconds since 1970 in some, ISO 8601 in others.</summary>
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

    /// <summary>A number of seconds or milliseconds since 1970, also as text, or ISO 8601; null when it is none of them.</summary>
    public static DateTimeOffset? Read(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Number => Epoch(value.ToJsonString()),
        JsonValueKind.String => Text(value.GetValue<string>().Trim()),
        _ => null,
    };

    private static DateTimeOffset? Text(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? Epoch(text)
        : DateTimeOffset.TryParse(
            text.Replace(" UTC", "Z", StringComparison.Ordinal), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    /// <summary>What would be after the year 5138 in seconds is in milliseconds: those of 1973 and later.</summary>
    private static DateTimeOffset? Epoch(string text)
    {
        const double FirstMilliseconds = 1e11;
        const double Latest = 253402300799999;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number is not (> 0 and <= Latest))
        {
            return null;
        }

        return DateTimeOffset.FromUnixTimeMilliseconds((long)(number < FirstMilliseconds ? number * 1000 : number));
    }
}
