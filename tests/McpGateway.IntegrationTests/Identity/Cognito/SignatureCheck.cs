using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Identity.Cognito;

/// <summary>What AWS does with the signature of a request: builds it anew from what arrived, and compares.</summary>
internal static class SignatureCheck
{
    /// <returns>Null when the request is signed with this secret; otherwise what is wrong.</returns>
    public static string? ProblemOf(HttpRequest request, byte[] body, string keyId, string secret, string region)
    {
        var header = request.Headers.Authorization.ToString();
        const string Scheme = "AWS4-HMAC-SHA256 ";
        if (!header.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return "no signature";
        }

        var parts = header[Scheme.Length..].Split(", ").Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        var date = request.Headers["X-Amz-Date"].ToString();
        var scope = $"{date[..8]}/{region}/cognito-idp/aws4_request";
        if (parts["Credential"] != $"{keyId}/{scope}")
        {
            return "credential " + parts["Credential"];
        }

        var signed = parts["SignedHeaders"].Split(';');
        var missing = request.Headers.Keys.Select(name => name.ToLowerInvariant())
            .Where(name => name is "host" or "content-type" || name.StartsWith("x-amz-", StringComparison.Ordinal))
                .Except(signed)
                .ToArray();
        if (missing.Length > 0)
        {
            return "not signed: " + string.Join(',', missing);
        }

        var headers = string.Concat(signed.Select(name => $"{name}:{request.Headers[name]}\n"));
        var canonical = $"POST\n/\n\n{headers}\n{parts["SignedHeaders"]}\n{Hex(SHA256.HashData(body))}";
        var key = new[] { date[..8], region, "cognito-idp", "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), Mac);
        var expected = Hex(Mac(key, $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}"));
        return parts["Signature"] == expected ? null : "wrong signature";
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
