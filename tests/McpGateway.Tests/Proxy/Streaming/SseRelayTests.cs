using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Tests.Proxy.Streaming;

public sealed class SseRelayTests
{
    private const string List = """{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"x"},{"name":"a"}]}}""";
    private const string Shown = """{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a"}]}}""";

    [Theory]
    [InlineData("event: message\r\nid: 7\r\ndata: LIST\r\n\r\n", "event: message\nid: 7\ndata: SHOWN\n\n")]
    [InlineData("id: 7\ndata:LIST\n: note\nretry: 5\n\n", "id: 7\ndata: SHOWN\n: note\nretry: 5\n\n")]
    [InlineData("\uFEFFdata: LIST\n\ndata:  keep\n\n", "\uFEFFdata: SHOWN\n\ndata:  keep\n\n")]
    [InlineData("data: LIST", "data: SHOWN\n\n")]
    public void TryRelay_ToolList_IsFilteredAndTheRestStays(string stream, string expected)
    {
        var sent = Relay(stream.Replace("LIST", List, StringComparison.Ordinal), 5);

        Assert.Equal(expected.Replace("SHOWN", Shown, StringComparison.Ordinal), sent);
    }

    [Fact]
    public void TryRelay_ListCutIntoDataLines_IsFiltered()
    {
        var cut = List.Replace(",", ",\ndata: ", StringComparison.Ordinal);

        var sent = Relay($"data: {cut}\n\n", 3);

        Assert.DoesNotContain("\"x\"", sent, StringComparison.Ordinal);
        Assert.Contains("\"a\"", sent, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRelay_EventOverTheLimit_SaysSo()
    {
        var relay = new SseRelay(new ToolListFilter(new FixedAccess(), ToolListScope.Everything), maxEventBytes: 10);

        Assert.False(relay.TryRelay("data: 12345678901\n\n"u8, new ArrayBufferWriter<byte>()));
    }

    [Fact]
    public void TryRelay_NothingToFilter_IsByteExactHoweverChunked() =>
        Prop.ForAll(SseParserTests.Chunked().ToArbitrary(), sample =>
        {
            var stream = Encoding.UTF8.GetString(sample.Stream);
            return Relay(stream, sample.Chunk) == stream;
        }).QuickCheckThrowOnFailure();

    private static string Relay(string stream, int chunk)
    {
        var output = new ArrayBufferWriter<byte>();
        var relay = new SseRelay(new ToolListFilter(new FixedAccess("a"), ToolListScope.Everything));
        foreach (var part in Encoding.UTF8.GetBytes(stream).Chunk(chunk))
        {
            Assert.True(relay.TryRelay(part, output));
        }

        relay.Complete(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
