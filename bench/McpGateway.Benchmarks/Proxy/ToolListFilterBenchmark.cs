using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Benchmarks.Proxy;

/// <summary>An answer of 100 tools with schemas, half of them hidden; and an ordinary event that only has to be looked at.</summary>
[MemoryDiagnoser]
public class ToolListFilterBenchmark
{
    private static readonly byte[] List = Encoding.UTF8.GetBytes(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":["
        + string.Join(',', Enumerable.Range(0, 100).Select(index =>
            $"{{\"name\":\"tool{index}\",\"description\":\"{new string('d', 200)}\",\"inputSchema\":{{\"type\":\"object\","
                + "\"properties\":{\"a\":{\"type\":\"string\"}}}}"))
        + "]}}");

    private static readonly byte[] Event = Encoding.UTF8.GetBytes(
        "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\""
            + new string('t', 1000) + "\"}]}}\n\n");

    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly ToolListFilter _filter = new(new EvenTools(), ToolListScope.Everything);
    private readonly SseRelay _relay;

    private readonly SseRelay _pinned = new(new ToolListFilter(
        new EvenTools(), ToolListScope.Everything,
        new PinCheck("/s", new RoutePins(new(true, false, true), new PinBudget(0)).With(DefinitionKind.Tool, []), new NoPinReports())));

    public ToolListFilterBenchmark() => _relay = new SseRelay(_filter);

    [Benchmark]
    public int HundredTools()
    {
        _output.ResetWrittenCount();
        _filter.Filter(List, _output);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int OrdinaryEvent()
    {
        _output.ResetWrittenCount();
        _relay.TryRelay(Event, _output);
        return _output.WrittenCount;
    }

    /// <summary>The same event of a server whose definitions are pinned.</summary>
    [Benchmark]
    public int PinnedEvent()
    {
        _output.ResetWrittenCount();
        _pinned.TryRelay(Event, _output);
        return _output.WrittenCount;
    }

    private sealed class EvenTools : IServerAccess
    {
        public bool AllowsServer => true;

        public bool AllowsMethod(string method) => true;

        public bool AllowsTool(string tool) => (tool[^1] - '0') % 2 == 0;
    }
}
