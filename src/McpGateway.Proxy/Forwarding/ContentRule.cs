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

    public static bool Allows(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding;
        return (StringValues.IsNullOrEmpty(encoding)
            || (encoding.Count == 1 && encoding[0]!.Equals("identity", StringComparison.OrdinalIgnoreCase)))
            && request.Headers.ContentType.Count == 1
            && IsPlainJson(request.Headers.ContentType[0]!);
    }

    private static bool IsPlainJson(string contentType)
    {
        // What nearly everyone sends, without parsing.
        if (contentType == Json)
        {
            return true;
        }

        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase))
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
