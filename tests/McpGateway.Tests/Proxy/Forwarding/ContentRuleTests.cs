using McpGateway.Proxy.Forwarding;

namespace McpGateway.Tests.Proxy.Forwarding;

public sealed class ContentRuleTests
{
    public static TheoryData<string[], string[], bool> Contents => new()
    {
        { ["application/json"], [], true },
        { ["application/json; charset=utf-8"], [], true },
        { ["application/json;charset=\"UTF-8\""], [], true },
        { ["Application/JSON"], [], true },
        { ["application/json; profile=x"], [], true },
        { ["application/json"], ["identity"], true },
        { ["application/json"], ["IDENTITY"], true },
        { ["application/json"], [""], true },
        { ["application/json"], ["gzip"], false },
        { ["application/json"], ["identity", "identity"], false },
        { ["application/json"], ["identity, gzip"], false },
        { ["application/json; charset=utf-16"], [], false },
        { ["application/json; charset=utf-8; charset=utf-16"], [], false },
        { ["application/json; charset=utf-7"], [], false },
        { ["application/json; charset="], [], false },
        { ["application/json, text/plain"], [], false },
        { ["application/json", "application/json"], [], false },
        { ["text/plain"], [], false },
        { ["application/jsonx"], [], false },
        { ["application/vnd.api+json"], [], false },
        { ["application/x-www-form-urlencoded"], [], false },
        { ["multipart/form-data; boundary=application/json"], [], false },
        { [""], [], false },
        { [], [], false },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public void Allows_Content_OnlyWhatEveryReaderTakesForPlainJson(string[] types, string[] encodings, bool expected)
    {
        var context = Exchanges.Context();
        context.Request.Headers.ContentType = types;
        context.Request.Headers.ContentEncoding = encodings;

        Assert.Equal(expected, ContentRule.Allows(context.Request));
    }

    [Theory]
    [InlineData(new string[0], null)]
    [InlineData(new[] { "close" }, null)]
    [InlineData(new[] { "Keep-Alive" }, null)]
    [InlineData(new[] { "X-A" }, "X-A")]
    [InlineData(new[] { "close, X-A ,, x-b" }, "X-A,x-b,close")]
    [InlineData(new[] { "X-A", "X-B" }, "X-A,X-B")]
    public void Nominated_Connection_NamesTheExtraHeaders(string[] connection, string? expected)
    {
        var nominated = HopByHop.Nominated(connection);

        Assert.Equal(expected is null, nominated is null);
        Assert.True(expected is null || expected.Split(',').All(nominated!.Contains));
    }
}
