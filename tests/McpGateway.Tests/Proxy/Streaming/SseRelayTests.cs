using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy;
using McpGateway.Proxy.Admission;
using McpGateway.Proxy.Streaming;
using Microsoft.Extensions.Options;

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

    [Theory]
    [InlineData(7)]
    [InlineData(8192)]
    public void TryRelay_LargeEventOfACall_PassesWithoutBeingHeld(int chunk)
    {
        var stream = $"event: message\r\ndata: {new string('x', 2_000_000)}\r\n: in the middle\r\ndata: y\r\n\r\ndata: {List}\n\n";
        var budget = NewBudget();
        using var lease = budget.For("alice");

        var sent = Relay(stream, chunk, new SseLarge(passesUnseen: true, default, lease, _ => Assert.Fail("Nothing is left out.")));

        Assert.Equal(stream.Replace(List, Shown, StringComparison.Ordinal), sent);
        Assert.InRange(budget.Held, 0, 1024 * 1024);
    }

    [Fact]
    public void TryRelay_LargeEventOfAList_IsReplacedByAnErrorAndTheStreamGoesOn()
    {
        var large = """{"jsonrpc":"2.0","id":5,"result":{"tools":[{"name":"x","description":" """ + new string('x', 100_000) + "\"}]}}";
        var leftOut = 0;
        using var lease = NewBudget().For("alice");

        var sent = Relay($"data: {large}\n\ndata: {List}\n\n", 8192, new SseLarge(false, default, lease, bytes => leftOut = bytes), 50_000);

        var events = sent.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, events.Length);
        Assert.Contains("\"id\":5,\"error\":{\"code\":50200", events[0], StringComparison.Ordinal);
        Assert.DoesNotContain("xxx", sent, StringComparison.Ordinal);
        Assert.Equal("data: " + Shown, events[1]);
        Assert.InRange(leftOut, 50_000, 70_000);
    }

    [Fact]
    public void TryRelay_NoMemoryForAList_IsAnErrorWithTheRequestsId()
    {
        var budget = NewBudget(2_000_000);
        using var other = budget.For("bob");
        Assert.True(other.TryResize(900_000));
        using var lease = budget.For("alice");

        var sent = Relay(
            $"data: {new string('x', 1_000_000)}\n\n", 8192, new SseLarge(false, "9"u8.ToArray(), lease, _ => { }), 16_000_000);

        Assert.Contains("\"id\":9,\"error\"", sent, StringComparison.Ordinal);
        Assert.Equal(900_000, budget.Held);
    }

    [Fact]
    public void IsBetweenEvents_WhileALargeEventPasses_IsFalse()
    {
        using var lease = NewBudget().For("alice");
        var relay = new SseRelay(
            new ToolListFilter(new FixedAccess("a"), ToolListScope.Everything), 1000, new SseLarge(true, default, lease, _ => { }));
        var output = new ArrayBufferWriter<byte>();

        relay.TryRelay(Encoding.UTF8.GetBytes("data: " + new string('x', 300_000)), output);
        Assert.False(relay.IsBetweenEvents);
        relay.TryRelay("\n\n"u8, output);

        Assert.True(relay.IsBetweenEvents);
    }

    private static MemoryBudget NewBudget(long bytes = 128 * 1024 * 1024) =>
        new(Options.Create(new ProxyOptions { MaxBufferedBytes = bytes }));

    [Fact]
    public void TryRelay_NothingToFilter_IsByteExactHoweverChunked() =>
        Prop.ForAll(SseParserTests.Chunked().ToArbitrary(), sample =>
        {
            var stream = Encoding.UTF8.GetString(sample.Stream);
            return Relay(stream, sample.Chunk) == stream;
        }).QuickCheckThrowOnFailure();

    private static string Relay(string stream, int chunk, SseLarge? large = null, int limit = SseParser.DefaultMaxEventBytes)
    {
        var output = new ArrayBufferWriter<byte>();
        var relay = new SseRelay(new ToolListFilter(new FixedAccess("a"), ToolListScope.Everything), limit, large);
        foreach (var part in Encoding.UTF8.GetBytes(stream).Chunk(chunk))
        {
            Assert.True(relay.TryRelay(part, output));
        }

        relay.Complete(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
