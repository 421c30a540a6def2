using System.Text;
using System.Text.Json.Nodes;
using McpGateway.Foundation.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Foundation.Http;

public sealed class JsonBodyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, byte[], string?, string?> Bodies => new()
    {
        { "object", """{"a":1}"""u8.ToArray(), "application/json", null },
        { "no media type", """{"a":1}"""u8.ToArray(), null, null },
        { "media type with a suffix", """{"a":1}"""u8.ToArray(), "application/problem+json; charset=utf-8", null },
        { "another media type", """{"a":1}"""u8.ToArray(), "text/plain", "model_attributes_type" },
        { "nothing", [], "application/json", "missing" },
        { "array", "[1]"u8.ToArray(), "application/json", "model_attributes_type" },
        { "text", "\"a\""u8.ToArray(), "application/json", "model_attributes_type" },
        { "null", "null"u8.ToArray(), "application/json", "model_attributes_type" },
        { "no JSON", "{"u8.ToArray(), "application/json", "json_invalid" },
        { "duplicate name", """{"a":1,"a":2}"""u8.ToArray(), "application/json", "json_invalid" },
        { "lone surrogate", """{"a":"\ud800"}"""u8.ToArray(), "application/json", "json_invalid" },
        { "no UTF-8", [.. "{\"a\":\""u8, 0xff, .. "\"}"u8], "application/json", "json_invalid" },
        { "no UTF-8 in a name", [.. "{\""u8, 0xc3, 0x28, .. "\":1}"u8], "application/json", "json_invalid" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task ReadObject_Body_IsTakenOrRefusedWithItsKind(string what, byte[] body, string? type, string? problem)
    {
        Assert.NotEmpty(what);
        var read = await JsonBody.ReadObjectAsync(Request(body, type), Cancel);

        Assert.Equal(problem, read.Refusal is null ? null : await KindOfAsync(read.Refusal));
        Assert.True(problem is not null || read.Root.GetProperty("a").GetInt32() == 1);
    }

    [Theory]
    [InlineData("{\n\"a\":\n x}", 8)]
    [InlineData("x", 0)]
    [InlineData("{\"a\":1\n\n\n]", 9)]
    public async Task ReadObject_NoJson_NamesTheOffsetFromTheBeginning(string body, int offset)
    {
        var read = await JsonBody.ReadObjectAsync(Request(Encoding.UTF8.GetBytes(body), "application/json"), Cancel);

        Assert.Equal(offset, (await AnswerAsync(read.Refusal!))["detail"]![0]!["loc"]![1]!.GetValue<long>());
    }

    [Theory]
    [InlineData(4 * 1024 * 1024, true, true)]
    [InlineData((4 * 1024 * 1024) + 1, true, false)]
    [InlineData((4 * 1024 * 1024) + 1, false, false)]
    public async Task ReadText_LargeBody_LimitCountsBytes(int size, bool announces, bool isTaken)
    {
        var request = Request(new byte[size], "text/plain");
        request.ContentLength = announces ? size : null;

        Assert.Equal(isTaken, await JsonBody.ReadTextAsync(request, Cancel) is not null);
    }

    [Fact]
    public async Task ReadObject_TooLarge_413()
    {
        var request = Request([], "application/json");
        request.ContentLength = 1L << 40;

        var read = await JsonBody.ReadObjectAsync(request, Cancel);

        Assert.Equal(StatusCodes.Status413PayloadTooLarge,
            Assert.IsType<IStatusCodeHttpResult>(read.Refusal, exactMatch: false).StatusCode);
    }

    [Fact]
    public async Task ReadText_NoUtf8_IsReadWithReplacements() =>
        Assert.Equal("a\uFFFDb", await JsonBody.ReadTextAsync(Request([(byte)'a', 0xff, (byte)'b'], null), Cancel));

    private static HttpRequest Request(byte[] body, string? type)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(body);
        context.Request.ContentType = type;
        return context.Request;
    }

    private static async Task<string> KindOfAsync(IResult refusal) =>
        (await AnswerAsync(refusal))["detail"]![0]!["type"]!.GetValue<string>();

    internal static async Task<JsonNode> AnswerAsync(IResult result)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Response.Body = new MemoryStream();
        await result.ExecuteAsync(context);
        context.Response.Body.Position = 0;
        return (await JsonNode.ParseAsync(context.Response.Body, cancellationToken: Cancel))!;
    }
}
