using BenchmarkDotNet.Attributes;
using McpGateway.Proxy.Routing;

namespace McpGateway.Benchmarks.Proxy;

/// <summary>From the request target to the upstream's address, in a table of 10 and of 10,000 routes.</summary>
[MemoryDiagnoser]
public class RouteMatchBenchmark
{
    private RouteTable _table = RouteTable.Empty;

    [Params(10, 10_000)]
    public int Routes { get; set; }

    [GlobalSetup]
    public void Build() => _table = new RouteTable(
        Enumerable.Range(0, Routes).Select(index => new Route
        {
            Path = index % 2 == 0 ? $"/server{index}" : $"/team{index % 97}/server{index}",
            Upstream = new Uri($"http://upstream{index}:8000/"),
            State = RouteState.Ready,
        }),
        1);

    [Benchmark(Baseline = true)]
    public Uri? Match() =>
        RequestPath.TryParse("/server8/mcp", out var path, out _) && _table.Match(path.Path) is { } match
            ? match.Upstream.For(match.Remainder, path.Query)
            : null;

    [Benchmark]
    public bool Miss() => RequestPath.TryParse("/team1/nothing/here", out var path, out _) && _table.Match(path.Path) is not null;

    [Benchmark]
    public Uri? MatchWithQuery() =>
        RequestPath.TryParse("/server8/mcp?session=1", out var path, out _) && _table.Match(path.Path) is { } match
            ? match.Upstream.For(match.Remainder, path.Query)
            : null;
}
