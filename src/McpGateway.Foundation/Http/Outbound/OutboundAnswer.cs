using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace McpGateway.Foundation.Http.Outbound;

/// <summary>An answer, read to its end.</summary>
public sealed record OutboundAnswer(HttpStatusCode Status, byte[] Body)
{
    /// <summary>The body was longer than the limit, and is left out.</summary>
    public bool IsTooLarge { get; init; }

    public Uri? Location { get; init; }

    public RetryConditionHeaderValue? Retry { get; init; }

    /// <summary>All <c>WWW-Authenticate</c> headers in one line; null when there is none.</summary>
    public string? Challenge { get; init; }

    /// <summary>All <c>Link</c> headers (RFC 8288) in one line; null when there is none.</summary>
    public string? Links { get; init; }

    /// <summary>The media type without its parameters.</summary>
    public string? MediaType { get; init; }

    /// <summary>For how long the answer may be kept (RFC 9111 §5.2.2.1); null when it does not say.</summary>
    public TimeSpan? MaxAge { get; init; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>How long the answer says to wait (RFC 9110 §10.2.3); null when it does not say.</summary>
    public TimeSpan? RetryAfter(DateTimeOffset now) =>
        Retry?.Delta ?? (Retry?.Date is { } date ? (date > now ? date - now : TimeSpan.Zero) : null);

    /// <summary>Any JSON value; null when the body is not JSON.</summary>
    public JsonElement? Json()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The status only: the rest may hold credentials.</summary>
    public override string ToString() => Status.ToString();
}
