using System.Security.Cryptography;
using McpGateway.Foundation.Aws;
using McpGateway.Storage.MongoDB.Connecting;

namespace McpGateway.Tests.Storage.MongoDB;

/// <summary>What is sent to a server that is to ask AWS who we are.</summary>
public sealed class AwsMechanismTests
{
    private static readonly DateTimeOffset At = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly AwsKeys Keys = new("AKID", "the secret key", "the session token");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Sign_RequestForSts_HasScopeHeadersAndNoSecret()
    {
        var answer = AwsMechanism.Sign(Keys, "sts.eu-west-1.amazonaws.com", RandomNumberGenerator.GetBytes(64), At);

        Assert.StartsWith(
            "AWS4-HMAC-SHA256 Credential=AKID/20300102/eu-west-1/sts/aws4_request, SignedHeaders=content-length;content-type;host;"
                + "x-amz-date;x-amz-security-token;x-mongodb-gs2-cb-flag;x-mongodb-server-nonce, Signature=",
            answer["a"].AsString, StringComparison.Ordinal);
        Assert.Equal("20300102T030405Z", answer["d"].AsString);
        Assert.Equal("the session token", answer["t"].AsString);
        Assert.DoesNotContain("the secret key", answer.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sts.amazonaws.com", "/us-east-1/sts/")]
    [InlineData("sts.cn-north-1.amazonaws.com.cn", "/cn-north-1/sts/")]
    public void Sign_HostOfSts_IsForItsRegion(string host, string expected)
    {
        var answer = AwsMechanism.Sign(Keys with { SessionToken = null }, host, new byte[64], At);

        Assert.Contains(expected, answer["a"].AsString, StringComparison.Ordinal);
        Assert.False(answer.Contains("t"));
    }

    /// <summary>A server that is not what it seems must not get a signature that opens something else.</summary>
    [Theory]
    [InlineData("s3.amazonaws.com")]
    [InlineData("sts.evil.example")]
    [InlineData("sts.x.amazonaws.com.evil.example")]
    [InlineData("")]
    public void Sign_AnotherHost_IsRefused(string host) =>
        Assert.Throws<InvalidOperationException>(() => AwsMechanism.Sign(Keys, host, new byte[64], At));

    [Fact]
    public async Task Get_StatedKeys_AreTaken()
    {
        var keys = await KeysOf(("AccessKeyId", "a"), ("SecretKey", "b")).GetAsync(Cancel);

        Assert.Equal(new AwsKeys("a", "b", null), keys);
    }

    [Fact]
    public async Task Get_NoKeysAtAll_SaysWhatIsMissing()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => KeysOf().GetAsync(Cancel));

        Assert.Contains("AWS_ACCESS_KEY_ID", failure.Message, StringComparison.Ordinal);
    }

    private static IamKeys KeysOf(params (string Name, string Value)[] settings) =>
        new(name => settings.FirstOrDefault(pair => pair.Name == name).Value);
}
