using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace McpGateway.Foundation.Aws;

/// <summary>AWS Signature Version 4 of one request, checked against the vectors that AWS publishes.</summary>
/// <param name="AccessKeyId">Public half of the credential.</param>
/// <param name="Region">Region of the endpoint.</param>
/// <param name="Service">Signing name of the service, for instance <c>bedrock</c>.</param>
public sealed record AwsSignature(string AccessKeyId, string Region, string Service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    public required string SecretKey { private get; init; }

    /// <summary>Value of <c>Authorization</c>.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Canonical path: each segment of the path as sent, percent-encoded once more.</param>
    /// <param name="query">Canonical query string.</param>
    /// <param name="headers">Headers to sign, names in lower case.</param>
    /// <param name="body">Request body.</param>
    /// <param name="at">Time in <c>X-Amz-Date</c>.</param>
    public string Sign(
        string method, string path, string query, IReadOnlyDictionary<string, string> headers, ReadOnlySpan<byte> body, DateTimeOffset at)
    {
        var ordered = headers.OrderBy(header => header.Key, StringComparer.Ordinal).ToArray();
        var names = string.Join(';', ordered.Select(header => header.Key));
        var canonical = new StringBuilder().Append(method).Append('\n').Append(path).Append('\n').Append(query).Append('\n');
        foreach (var (name, value) in ordered)
        {
            canonical.Append(name).Append(':').Append(value.Trim()).Append('\n');
        }

        canonical.Append('\n').Append(names).Append('\n').Append(Hex(SHA256.HashData(body)));
        var day = at.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var scope = $"{day}/{Region}/{Service}/aws4_request";
        var toSign = $"{Algorithm}\n{DateOf(at)}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var signature = Hex(HMACSHA256.HashData(Key(day), Encoding.UTF8.GetBytes(toSign)));
        return $"{Algorithm} Credential={AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}";
    }

    /// <summary>Value of <c>X-Amz-Date</c>.</summary>
    public static string DateOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{AccessKeyId}/{Region}/{Service}";

    private byte[] Key(string day)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + SecretKey);
        foreach (var part in (string[])[day, Region, Service, "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return key;
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
