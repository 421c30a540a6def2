using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// The body is judged as plain UTF-8 JSON, so nothing may tell the upstream to read the same bytes in another way. As a gain, no page can
/// post here without asking first: a form cannot send this type.
/// </summary>
internal static class ContentRule
{
    private const string Json = "application/json";

    /// <summary>What the HTTP binding of A2A 1.0 calls its JSON (§14.1).</summary>
    private const string A2aJson = "application/a2a+json";

    /// <param name="request">The request.</param>
    /// <param name="isAgent">Whether it goes to an A2A agent.</param>
    public static bool Allows(HttpRequest request, bool isAgent = false)
    {
        var encoding = request.Headers.ContentEncoding;
        return (StringValues.IsNullOrEmpty(encoding)
            || (encoding.Count == 1 && encoding[0]!.Equals("identity", StringComparison.OrdinalIgnoreCase)))
            && request.Headers.ContentType.Count == 1
            && IsPlainJson(request.Headers.ContentType[0]!, isAgent);
    }

    private static bool IsPlainJson(string contentType, bool isAgent)
    {
        // What nearly everyone sends, without parsing.
        if (contentType == Json)
        {
            return true;
        }

        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)
            || !(type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
                || (isAgent && type.MediaType.Equals(A2aJson, StringComparison.OrdinalIgnoreCase))))
        {
            return false;
        }

        foreach (var parameter in type.Parameters)
        {
            if (parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)
                && !HeaderUtilities.RemoveQuotes(parameter.Value).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }
}
