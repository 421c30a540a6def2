using McpGateway.Foundation.Aws;

namespace McpGateway.Tests.Foundation.Aws;

/// <summary>Cases of the test suite that AWS publishes for Signature Version 4.</summary>
public sealed class AwsSignatureTests
{
    private static readonly DateTimeOffset At = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    private static readonly AwsSignature Signature =
        new("AKIDEXAMPLE", "us-east-1", "service") { SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

    [Theory]
    [InlineData("GET", "/", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "/", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("GET", "/", "Param1=value1&Param2=value2", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    public void Sign_PublishedRequest_GivesThePublishedSignature(string method, string path, string query, string signature)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["x-amz-date"] = AwsSignature.DateOf(At),
            ["host"] = "example.amazonaws.com",
        };

        var header = Signature.Sign(method, path, query, headers, [], At);

        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, "
                + $"Signature={signature}",
            header);
    }

    [Fact]
    public void ToString_Signature_HidesTheSecret() => Assert.DoesNotContain("wJalr", Signature.ToString(), StringComparison.Ordinal);
}
