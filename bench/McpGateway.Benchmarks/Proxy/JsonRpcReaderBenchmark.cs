using System.Text;
using BenchmarkDotNet.Attributes;
using McpGateway.Proxy.JsonRpc;

namespace McpGateway.Benchmarks.Proxy;

/// <summary>
/// What reading a request costs: an ordinary tools/call of about 300 bytes, one of the 2026-07-28 revision with its headers, and 64 KiB.
/// </summary>
[MemoryDiagnoser]
public class JsonRpcReaderBenchmark
{
    private const string Arguments =
        "\"timezone\":\"Europe/Berlin\",\"format\":\"iso8601\",\"locale\":\"de-DE\",\"options\":{\"weekday\":true,\"offset\":[1,2,3]}";
    private const string Call =
        "{\"jsonrpc\":\"2.0\",\"id\":4711,\"method\":\"tools/call\",\"params\":{\"name\":\"current_time_by_timezone\",\"arguments\":{"
            + Arguments
        + "},\"_meta\":{\"progressToken\":\"0b5e3a2e-7c1d-4f5e-9a71-1f2b3c4d5e6f\"}}}";

    private readonly byte[] _small = Encoding.UTF8.GetBytes(Call);
    private readonly byte[] _selfDescribing =
        Encoding.UTF8.GetBytes(Call.Replace(
            "\"progressToken\"", "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"progressToken\"", StringComparison.Ordinal));

    private readonly byte[] _large =
        Encoding.UTF8.GetBytes(Call.Replace("de-DE", new string('x', 64 * 1024), StringComparison.Ordinal));

    [Benchmark(Baseline = true)]
    public bool ToolsCall() => JsonRpcReader.TryRead(_small, out _, out _);

    [Benchmark]
    public bool ToolsCallWithHeaders() =>
        JsonRpcReader.TryRead(_selfDescribing, out var body, out _)
        && HeaderAgreement.Check(body, "tools/call", "current_time_by_timezone", "2026-07-28", out _);

    [Benchmark]
    public bool ToolsCallOf64KiB() => JsonRpcReader.TryRead(_large, out _, out _);
}
