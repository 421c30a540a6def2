using System.Globalization;
using System.Text.Json;

namespace McpGateway.Proxy.JsonRpc;

/// <summary>
/// Compares ids by meaning. Generous on purpose: servers turn <c>1</c> into <c>1.0</c> or <c>"1"</c>, and round large numbers.
/// </summary>
internal static class JsonRpcId
{
    /// <summary>Equal for ids that some peer may take for the same. Null when there is no id that could match anything.</summary>
    public static string? Key(ReadOnlySpan<byte> rawId)
    {
        try
        {
            var reader = new Utf8JsonReader(rawId);
            return rawId.IsEmpty || !reader.Read() ? null
                : reader.TokenType == JsonTokenType.Number ? Number(reader.GetDouble())
                : reader.TokenType != JsonTokenType.String ? null
                : Text(reader.GetString()!);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    public static bool Matches(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        !one.IsEmpty && (one.SequenceEqual(other) || (Key(one) is { } key && key == Key(other)));

    private static string Text(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Number(number) : "\"" + text;

    /// <summary>Plus zero makes one of the two zeros.</summary>
    private static string Number(double number) => (number + 0.0).ToString("R", CultureInfo.InvariantCulture);
}
