using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using BenchmarkDotNet.Attributes;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Forwarding;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Benchmarks.Proxy;

/// <summary>
/// What recording, counting and tracing cost a call: the record alone, with nobody who listens, with a listener to every instrument, and
/// with every trace or one of a hundred recorded.
/// </summary>
[MemoryDiagnoser]
#pragma warning disable CA1001 // the run disposes of them at its end
public class RecordStepBenchmark
#pragma warning restore CA1001
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"message":"hello"}}}""");

    private readonly HttpContext _context = new DefaultHttpContext();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Nobody _nobody = new();
    private ExchangeTracer _tracer = null!;
    private ExchangeRecorder _recorder = null!;
    private JsonRpcBody _message;
    private RouteMatch _match;
    private MeterListener? _meters;
    private ActivityListener? _spans;
    private int _number;

    [Params(Listening.Nobody, Listening.Metrics, Listening.OneOfAHundred, Listening.Everything)]
    public Listening Who { get; set; }

    [GlobalSetup]
    public void Build()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        _tracer = new(TimeProvider.System);
        var counts = new ExchangeCounts(
            new ProtocolMeter(factory), new(Options.Create(new MetricLabelOptions())), TimeProvider.System);
        _recorder = new(_nobody, new ProxyMeter(factory), counts, _tracer, TimeProvider.System, new());
        JsonRpcReader.TryRead(Body, out _message, out _);
        var route = new Route { Path = "/server", Upstream = new("http://upstream:8000/mcp"), State = RouteState.Ready };
        _match = new(route, new UpstreamAddress(route), "/mcp", true);
        if (Who is Listening.Metrics or Listening.Everything)
        {
            ListenToMetrics();
        }

        if (Who is Listening.OneOfAHundred or Listening.Everything)
        {
            ListenToSpans();
        }
    }

    [GlobalCleanup]
    public void End()
    {
        _meters?.Dispose();
        _spans?.Dispose();
        _tracer.Dispose();
        _services.Dispose();
    }

    [Benchmark]
    public void Call()
    {
        var exchange = _recorder.Begin(_context, _match, "");
        exchange.Caller = ProxyCallerOf.Alice;
        exchange.Body = new PooledBody(Body, Body.Length);
        exchange.Message = _message;
        _recorder.Authenticated(exchange);
        _tracer.Forwarding(exchange);
        _tracer.Answered(exchange, 200);
        ExchangeTracer.Forwarded(exchange, _match.Route.Upstream);
        _recorder.End(exchange);
    }

    private void ListenToMetrics()
    {
        _meters = new() { InstrumentPublished = static (instrument, self) => self.EnableMeasurementEvents(instrument) };
        _meters.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        _meters.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        _meters.Start();
    }

    private void ListenToSpans()
    {
        var share = Who == Listening.Everything ? 1 : 100;
        _spans = new()
        {
            ShouldListenTo = source => ReferenceEquals(source, _tracer.Source),
            Sample = (ref options) => options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                ? ActivitySamplingResult.AllDataAndRecorded
                : options.Parent != default ? ActivitySamplingResult.None
                : ++_number % share == 0 ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.PropagationData,
        };
        ActivitySource.AddActivityListener(_spans);
    }

    public enum Listening
    {
        Nobody,
        Metrics,
        OneOfAHundred,
        Everything,
    }

    private sealed class Nobody : ICallRecorder
    {
        public CallRecord? Last { get; private set; }

        public void Record(CallRecord record) => Last = record;
    }

    private static class ProxyCallerOf
    {
        public static readonly ProxyCaller Alice = new()
        {
            Subject = "local:alice",
            UserName = "alice",
            ClientId = "client",
            Scopes = "one",
            AuthMethod = "oauth2",
            Principal = "alice",
        };
    }
}
