using System.Text;
using System.Text.Json;

namespace McpGateway.Foundation.Http;

/// <summary>
/// Finds <c>\ud800</c> and its like without their other half. The platform's parser lets them pass and throws when the text is read, which
/// would make a client's mistake look like a failure of ours (RFC 8259 §8.2 calls such texts unpredictable).
/// </summary>
public static class LoneSurrogates
{
    public static bool AreIn(string json) => json.Contains("\\u", StringComparison.Ordinal) && AreIn(Encoding.UTF8.GetBytes(json));

    public static bool AreIn(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\u"u8) < 0)
        {
            return false;
        }

        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }

            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
        catch (JsonException)
        {
            // Not JSON at all: whoever parses it says where.
            return false;
        }
    }
}
