using System.Text;
using McpGateway.Core.Registry.Importing;
using McpGateway.Foundation.Http;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.Foundation;

public sealed class LoneSurrogatesTests
{
    [Theory]
    [InlineData("""{"a":"\ud800"}""", true)]
    [InlineData("""{"a":["x",{"b":"\udc00"}]}""", true)]
    [InlineData("""{"\ud800":1}""", true)]
    [InlineData("""{"a":"\ud83d\ude00 \u00e9"}""", false)]
    [InlineData("""{"a":"\\ud800"}""", false)]
    [InlineData("""{"a":"\u00""", false)]
    [InlineData("{}", false)]
    public void AreIn_Text_IsJudged(string json, bool expected) =>
        Assert.Equal((expected, expected), (LoneSurrogates.AreIn(json), LoneSurrogates.AreIn(Encoding.UTF8.GetBytes(json))));

    [Theory]
    [InlineData("""{"query":"\ud800"}""")]
    [InlineData("""{"qu\ud800ery":"x"}""")]
    public async Task ReadObjectAsync_LoneSurrogate_IsRefused(string json)
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(json));

        Assert.NotNull((await JsonBody.ReadObjectAsync(context.Request, TestContext.Current.CancellationToken)).Refusal);
    }

    [Fact]
    public void ReadersOfOtherBodies_LoneSurrogate_IsRefused()
    {
        Assert.Null(StrictJson.ReadObject("""{"user\ud800name":"x"}"""u8.ToArray()));
        Assert.False(ImportRequest.Read("""[{"path":"/q","server_name":"\ud800"}]""").IsSuccess);
    }
}
