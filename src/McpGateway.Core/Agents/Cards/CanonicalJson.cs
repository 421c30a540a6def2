using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace McpGateway.Core.Agents.Cards;

/// <summary>
/// The JSON Canonicalization Scheme (RFC 8785): members in the order of their UTF-16 code units, no white space, numbers and texts in the
/// one way in which ECMAScript writes them. What card signatures are made over, and what cards are compared by.
/// </summary>
internal static class CanonicalJson
{
    public static byte[] Write(JsonElement json)
    {
        var text = new StringBuilder();
        WriteValue(text, json);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A card without its signatures: what is signed (A2A 1.0 §8.4) and compared.</summary>
    public static byte[] OfCard(JsonElement card)
    {
        var text = new StringBuilder();
        WriteObject(text, card.EnumerateObject().Where(static member => member.Name != "signatures"));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>SHA-256 (hex) of a card without its signatures.</summary>
    public static string HashOfCard(JsonElement card) => Convert.ToHexStringLower(SHA256.HashData(OfCard(card)));

    private static void WriteValue(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(text, value.EnumerateObject());
                break;
            case JsonValueKind.Array:
                WriteArray(text, value);
                break;
            case JsonValueKind.String:
                WriteText(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(NumberOf(value.GetDouble()));
                break;
            case JsonValueKind.True:
                text.Append("true");
                break;
            case JsonValueKind.False:
                text.Append("false");
                break;
            case JsonValueKind.Null or JsonValueKind.Undefined:
            default:
                text.Append("null");
                break;
        }
    }

    private static void WriteObject(StringBuilder text, IEnumerable<JsonProperty> members)
    {
        text.Append('{');
        var isFirst = true;
        foreach (var member in members.OrderBy(static member => member.Name, StringComparer.Ordinal))
        {
            Separate(text, ref isFirst);
            WriteText(text, member.Name);
            text.Append(':');
            WriteValue(text, member.Value);
        }

        text.Append('}');
    }

    private static void WriteArray(StringBuilder text, JsonElement array)
    {
        text.Append('[');
        var isFirst = true;
        foreach (var item in array.EnumerateArray())
        {
            Separate(text, ref isFirst);
            WriteValue(text, item);
        }

        text.Append(']');
    }

    private static void Separate(StringBuilder text, ref bool isFirst)
    {
        if (!isFirst)
        {
            text.Append(',');
        }

        isFirst = false;
    }

    private static void WriteText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            switch (letter)
            {
                case '"' or '\\':
                    text.Append('\\').Append(letter);
                    break;
                case '\b':
                    text.Append("\\b");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\f':
                    text.Append("\\f");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case < ' ':
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
                    break;
                default:
                    text.Append(letter);
                    break;
            }
        }

        text.Append('"');
    }

    /// <summary>As ECMAScript's <c>Number.prototype.toString</c> writes it (ECMA-262 §6.1.6.1.20).</summary>
    internal static string NumberOf(double number)
    {
        if (number == 0)
        {
            return "0";
        }

        // The shortest digits that read back as the same number, then where their decimal point stands.
        var shortest = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var whole = shortest[0].Split('.')[0].TrimStart('0');
        var fraction = shortest[0].Contains('.', StringComparison.Ordinal) ? shortest[0].Split('.')[1] : "";
        var leading = fraction.Length - fraction.TrimStart('0').Length;
        var point = whole.Length > 0 ? whole.Length : -leading;
        if (shortest.Length > 1)
        {
            point += int.Parse(shortest[1], CultureInfo.InvariantCulture);
        }

        return (number < 0 ? "-" : "") + Place((whole + fraction).TrimStart('0').TrimEnd('0'), point);
    }

    private static string Place(string digits, int point)
    {
        if (point is > 0 and <= 21)
        {
            return digits.Length <= point ? digits.PadRight(point, '0') : $"{digits[..point]}.{digits[point..]}";
        }

        if (point is > -6 and <= 0)
        {
            return "0." + new string('0', -point) + digits;
        }

        var exponent = (point - 1).ToString("+0;-0", CultureInfo.InvariantCulture);
        return digits.Length == 1 ? $"{digits}e{exponent}" : $"{digits[0]}.{digits[1..]}e{exponent}";
    }
}
