using System.Text.Json;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Tests.Foundation.OAuth;

public sealed class OAuthErrorCodeTests
{
    [Theory]
    [InlineData("""{"error":"invalid_grant"}""", "invalid_grant")]
    [InlineData("""{"error":"AADSTS70008"}""", "AADSTS70008")]
    [InlineData("""{"error":"slow-down"}""", "slow-down")]
    [InlineData("""{"error":""}""", null)]
    [InlineData("""{"error":"two words"}""", null)]
    [InlineData("""{"error":"line\nbreak"}""", null)]
    [InlineData("""{"error":"ınvalid"}""", null)]
    [InlineData("""{"error":{"code":"x"}}""", null)]
    [InlineData("""{"error":7}""", null)]
    [InlineData("""{"error_description":"x"}""", null)]
    [InlineData("""["error"]""", null)]
    public void Of_Answer_OnlyWhatLooksLikeACode(string json, string? expected)
    {
        var answer = JsonElement.Parse(json);

        Assert.Equal(expected, OAuthErrorCode.Of(answer));
        Assert.Equal(expected is null ? "" : $" ({expected})", OAuthErrorCode.InParentheses(answer));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Of_Length_IsLimited(int length, bool isTaken) => Assert.Equal(
        isTaken, OAuthErrorCode.Of(JsonElement.Parse($$"""{"error":"{{new string('e', length)}}"}""")) is not null);

    [Fact]
    public void Of_NoAnswer_None() => Assert.Null(OAuthErrorCode.Of(null));
}
