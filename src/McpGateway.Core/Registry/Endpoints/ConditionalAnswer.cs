using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>
/// Answers that a client may ask for again on condition that they changed (RFC 9110 §13.1.2). They depend on the caller, so only the caller
/// keeps them.
/// </summary>
internal static class ConditionalAnswer
{
    private const int TagBytes = 18;

    /// <param name="context">The request.</param>
    /// <param name="value">The answer.</param>
    /// <param name="tagged">What of the answer counts: while it is the same, the answer counts as unchanged.</param>
    /// <param name="type">How both are written.</param>
    public static IResult Json<T>(HttpContext context, T value, T tagged, JsonTypeInfo<T> type)
    {
        var digest = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(tagged, type));

        // Weak: what does not count may differ.
        var tag = new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(digest.AsSpan(0, TagBytes))}\"", isWeak: true);
        var headers = context.Response.Headers;
        headers.ETag = tag.ToString();
        headers.CacheControl = "private, no-cache";
        headers.Vary = "Authorization, X-Authorization, Cookie, Origin";
        return context.Request.GetTypedHeaders().IfNoneMatch.Any(
            stated => stated.Compare(tag, useStrongComparison: false) || stated == EntityTagHeaderValue.Any)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : Answers.Json(value, type);
    }
}
