using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace McpGateway.Core.Admission.Webhooks;

/// <summary>
/// Signatures of deliveries: HMAC-SHA256 with the webhook's secret. One is over the body, as existing receivers check it; the other is over
/// the time of sending, a dot and the body, so that an old delivery cannot be sent again later.
/// </summary>
public static class WebhookSignature
{
    public const string Header = "X-Registry-Signature";

    public const string TimestampHeader = "X-Registry-Timestamp";

    public const string TimedHeader = "X-Registry-Signature-Timed";

    /// <summary>Value of <see cref="Header"/>.</summary>
    public static string Of(string secret, ReadOnlySpan<byte> body) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Key(secret), body));

    /// <summary>Value of <see cref="TimedHeader"/>.</summary>
    /// <param name="secret">The webhook's secret.</param>
    /// <param name="timestamp">Value of <see cref="TimestampHeader"/>: seconds since 1970 (UTC).</param>
    /// <param name="body">What is sent.</param>
    public static string Of(string secret, long timestamp, ReadOnlySpan<byte> body)
    {
        var prefix = Encoding.ASCII.GetBytes(timestamp.ToString(CultureInfo.InvariantCulture) + ".");
        return Of(secret, [.. prefix, .. body]);
    }

    private static byte[] Key(string secret) => Encoding.UTF8.GetBytes(secret);
}
