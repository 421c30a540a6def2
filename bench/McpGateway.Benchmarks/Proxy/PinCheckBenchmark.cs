using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Benchmarks.Proxy;

/// <summary>
/// A list of 10,000 tools: without pins, compared with the bytes that were seen before, and hashed because there is no room to remember
/// them. And what a call costs: one lookup.
/// </summary>
[MemoryDiagnoser]
public class PinCheckBenchmark : IPinReports
{
    private const int Count = 10_000;

    private static readonly string[] Tools =
    [
        .. Enumerable.Range(0, Count).Select(static index =>
            $"{{\"name\":\"tool{index}\",\"description\":\"{new string('d', 200)}\",\"inputSchema\":{{\"type\":\"object\","
                + "\"properties\":{\"a\":{\"type\":\"string\"}}}}"),
    ];

    private static readonly byte[] List = Encoding.UTF8.GetBytes(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[" + string.Join(',', Tools) + "]}}");

    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly ToolListFilter _plain = new(new EveryTool(), ToolListScope.Everything);
    private readonly ToolListFilter _remembered;
    private readonly ToolListFilter _hashed;
    private readonly RoutePins _pins;

    public PinCheckBenchmark()
    {
        _pins = PinsOf(new PinBudget(64 * 1024 * 1024));
        _remembered = new(new EveryTool(), ToolListScope.Everything, new PinCheck("/s", _pins, this));
        _hashed = new(new EveryTool(), ToolListScope.Everything, new PinCheck("/s", PinsOf(new PinBudget(0)), this));
    }

    [Benchmark(Baseline = true)]
    public int WithoutPins() => Filter(_plain);

    [Benchmark]
    public int Remembered() => Filter(_remembered);

    [Benchmark]
    public int Hashed() => Filter(_hashed);

    [Benchmark]
    public bool Call() => _pins.RefusalOf(DefinitionKind.Tool, "tool4711") is null;

    void IPinReports.Report(PinReport report) => throw new InvalidOperationException("Everything is as it was approved.");

    private static RoutePins PinsOf(PinBudget budget)
    {
        var pins = new Dictionary<string, Pin>(StringComparer.Ordinal);
        for (var index = 0; index < Count; index++)
        {
            if (!DefinitionHash.TryCompute(DefinitionKind.Tool, Encoding.UTF8.GetBytes(Tools[index]), out var hash))
            {
                throw new InvalidOperationException("No definition.");
            }

            pins[$"tool{index}"] = new(hash.Full, hash.Full, PinState.Approved);
        }

        return new RoutePins(new(WithholdsUnapproved: true, AcceptsNew: false, AcceptsNewResources: true), budget)
            .With(DefinitionKind.Tool, pins);
    }

    private int Filter(ToolListFilter filter)
    {
        _output.ResetWrittenCount();
        return (int)filter.Filter(List, _output);
    }

    private sealed class EveryTool : IServerAccess
    {
        public bool AllowsServer => true;

        public bool AllowsMethod(string method) => true;

        public bool AllowsTool(string tool) => true;
    }
}
