using System.Buffers;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy;
using McpGateway.Proxy.Admission;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Streaming;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Proxy.Streaming;

/// <summary>
/// The answer to a call as a stream: progress, requests of the server's own, lists that nobody asked for, and an answer of any size, with
/// JSON-RPC ids wherever JSON may have them. Cut anywhere, what the client gets is the same.
/// </summary>
public sealed class CallStreamProperties
{
    /// <summary>Above what is held without asking, so that it passes as it comes.</summary>
    private const int Large = 300_000;

    [Fact]
    public void Stream_CutAnywhere_IsWhatItIsInOnePiece() =>
        Prop.ForAll(Streams().ToArbitrary(), sample =>
        {
            var bytes = Encoding.UTF8.GetBytes(string.Concat(sample.Events.Select(static one => one.Sent)));
            var expected = string.Concat(sample.Events.Select(static one => one.Shown));
            Assert.Equal(expected, Relay(bytes, [bytes.Length]));
            Assert.Equal(expected, Relay(bytes, sample.Cuts));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    /// <summary>The id of the answer is matched whatever its spelling, and nothing inside the answer passes for it.</summary>
    [Theory]
    [InlineData("1", "\"1\"")]
    [InlineData("\"a\"", "\"\\u0061\"")]
    public void Stream_ListUnderAnotherId_IsFilteredBesideAnAnswerOfItsOwn(string id, string other)
    {
        var text = $"data: {Answer(id, 20_000)}\n\ndata: {List(other, "x", "a")}\n\n";
        var sent = Relay(Encoding.UTF8.GetBytes(text), [7], id);

        Assert.StartsWith($"data: {Answer(id, 20_000)}\n\n", sent, StringComparison.Ordinal);
        Assert.Equal(
            JsonRpcId.Matches(Encoding.UTF8.GetBytes(other), Encoding.UTF8.GetBytes(id)), sent.Contains("\"x\"", StringComparison.Ordinal));
    }

    private static Gen<Sample> Streams() =>
        from events in Gen.Choose(1, 6).SelectMany(count => Gen.ArrayOf(OneEvent(), count))
        from cuts in Gen.ArrayOf(Gen.OneOf(Gen.Choose(1, 64), Gen.Choose(1, 9_000), Gen.Choose(1, 70_000)), 40)
        select new Sample(events, cuts);

    private static Gen<Event> OneEvent() => Gen.OneOf(
        Gen.Constant(Same("""{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1,"id":9}}""")),
        Gen.Constant(Same("""{"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{"message":"tools"}}""")),
        Gen.Choose(0, 10).Select(static kilobytes => Same(Answer("1", kilobytes * 1024))),
        Gen.Choose(16, 60).Select(static kilobytes => Same(Answer("1", kilobytes * 1024))),
        Gen.Choose(0, 1).Select(static more => Same(Answer("1", Large + more))),
        Gen.Choose(2, 99).Select(static id => Filtered(id.ToString(CultureInfo.InvariantCulture))));

    private static Event Same(string json) => new($"data: {json}\n\n", $"data: {json}\n\n");

    private static Event Filtered(string id) => new($"data: {List(id, "x", "a")}\n\n", $"data: {List(id, "a")}\n\n");

    /// <summary>A result whose text quotes ids and a list, and whose own id comes after it.</summary>
    private static string Answer(string id, int size)
    {
        var quoted = """{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[{\"name\":\"x\"}]}} """;
        return $"{{\"jsonrpc\":\"2.0\",\"result\":{{\"content\":[{{\"type\":\"text\",\"id\":2,"
            + $"\"text\":\"{quoted}{new string('y', size)}\"}}],"
            + $"\"structuredContent\":{{\"id\":3}}}},\"id\":{id}}}";
    }

    private static string List(string id, params string[] tools) =>
        $"{{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":{{\"tools\":["
        + string.Join(',', tools.Select(static tool => $"{{\"name\":\"{tool}\"}}"))
        + "]}}";

    private static string Relay(byte[] stream, int[] cuts, string id = "1")
    {
        var body = Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"tools/call\",\"params\":{{\"name\":\"a\"}}}}");
        Assert.True(JsonRpcReader.TryRead(body, out var request, out _));
        var scope = ToolListScope.For(request);
        using var lease = new MemoryBudget(Options.Create(new ProxyOptions())).For("alice");
        var relay = new SseRelay(
            new ToolListFilter(new FixedAccess("a"), scope), SseParser.DefaultMaxEventBytes,
            new SseLarge(scope.PassesLarge, scope.OnlyId, lease, static _ => Assert.Fail("Nothing is left out.")));
        var output = new ArrayBufferWriter<byte>();
        for (var (at, cut) = (0, 0); at < stream.Length; cut++)
        {
            var count = Math.Min(cuts[cut % cuts.Length], stream.Length - at);
            Assert.True(relay.TryRelay(stream.AsSpan(at, count), output));
            at += count;
        }

        relay.Complete(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private sealed record Event(string Sent, string Shown)
    {
        /// <summary>The beginning: a counterexample is read by people.</summary>
        public override string ToString() => Sent[..Math.Min(Sent.Length, 80)];
    }

    private sealed record Sample(Event[] Events, int[] Cuts);
}
