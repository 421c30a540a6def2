using System.Net.Http.Headers;

namespace McpGateway.Foundation.Aws;

/// <summary>Requests to AWS, signed.</summary>
public static class AwsRequest
{
    /// <summary>A POST with a body, signed over what AWS needs of it.</summary>
    /// <param name="address">Where it goes, without a query.</param>
    /// <param name="body">What is sent.</param>
    /// <param name="mediaType">What the body is.</param>
    /// <param name="keys">What it is signed with.</param>
    /// <param name="scope">Region and service, as the signature names them.</param>
    /// <param name="at">The time that the signature is of.</param>
    /// <param name="target"><c>X-Amz-Target</c>: the operation, where the path does not name it.</param>
    public static HttpRequestMessage Post(
        Uri address, byte[] body, string mediaType, AwsKeys keys, AwsScope scope, DateTimeOffset at, string? target = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(scope);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = mediaType,
            ["host"] = address.Authority,
            ["x-amz-date"] = AwsSignature.DateOf(at),
        };
        if (!string.IsNullOrEmpty(keys.SessionToken))
        {
            headers["x-amz-security-token"] = keys.SessionToken;
        }

        if (target is not null)
        {
            headers["x-amz-target"] = target;
        }

        // Every service but S3 signs the path encoded once more than it is sent.
        var path = string.Join('/', address.AbsolutePath.Split('/').Select(Uri.EscapeDataString));
        var signature = new AwsSignature(keys.AccessKeyId, scope.Region, scope.Service) { SecretKey = keys.SecretKey };
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        foreach (var (name, value) in headers.Where(static header => header.Key.StartsWith("x-amz-", StringComparison.Ordinal)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation("Authorization", signature.Sign("POST", path, "", headers, body, at));
        return request;
    }
}

/// <summary>What a signature is for.</summary>
/// <param name="Region">Region of the endpoint.</param>
/// <param name="Service">Signing name of the service, for instance <c>bedrock</c>.</param>
public sealed record AwsScope(string Region, string Service)
{
    /// <summary>Models on Amazon Bedrock, whatever they make.</summary>
    public static AwsScope Bedrock(string region) => new(region, "bedrock");

    /// <summary>Where models on Amazon Bedrock are called in a region.</summary>
    public static Uri BedrockAddress(string region) => new($"https://bedrock-runtime.{region}.amazonaws.com");
}
