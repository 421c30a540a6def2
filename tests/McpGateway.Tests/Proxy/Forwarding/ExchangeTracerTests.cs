using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Forwarding;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Recording;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Proxy.Forwarding;

/// <summary>Where a trace comes from and where it goes on. Nobody but the test's own listener hears its source.</summary>
public sealed class ExchangeTracerTests : IDisposable
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = $"00-{TraceId}-b7ad6b7169203331-01";
    private const string OtherTrace = "11111111111111111111111111111111";

    private readonly ExchangeTracer _tracer = new(TimeProvider.System);
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private ActivityListener? _listener;

    public void Dispose()
    {
        _listener?.Dispose();
        _tracer.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Forwarding_ContextInTheMessage_GoesOnInHeaderAndMessage()
    {
        Listen();
        var exchange = Call($$$""" "_meta":{"traceparent":"{{{Parent}}}","tracestate":"a=b"} """);
        exchange.Context.Request.Headers.TraceParent = $"00-{OtherTrace}-b7ad6b7169203331-01";
        var before = Encoding.UTF8.GetString(exchange.Body.Memory.Span);

        var (request, trace) = Forward(exchange);

        var sent = Assert.Single(request.Headers.GetValues("traceparent"));
        Assert.Equal((TraceId, "a=b"), (trace, request.Headers.GetValues("tracestate").Single()));
        Assert.Equal(exchange.Trace!.UpstreamSpan!.Id, sent);
        Assert.Equal(before.Replace(Parent, sent, StringComparison.Ordinal), Encoding.UTF8.GetString(exchange.Body.Memory.Span));
        Assert.Equal("b7ad6b7169203331", exchange.Trace!.Span!.ParentSpanId.ToHexString());
        Assert.Equal(exchange.Trace!.Span.SpanId, exchange.Trace!.UpstreamSpan.ParentSpanId);
    }

    [Fact]
    public void Forwarding_ContextInTheHeaderAlone_GoesOnInTheHeaderAlone()
    {
        Listen();
        var exchange = Call(""" "a":1 """);
        exchange.Context.Request.Headers.TraceParent = Parent;
        exchange.Context.Request.Headers.TraceState = new string('s', 600) + "=1";
        var before = exchange.Body.Memory.ToArray();

        var (request, trace) = Forward(exchange);

        Assert.Equal(TraceId, trace);
        Assert.Equal(before, exchange.Body.Memory.ToArray());
        Assert.False(request.Headers.Contains("tracestate"));
    }

    [Theory]
    [InlineData("Content-Digest")]
    [InlineData("Signature")]
    public void Forwarding_SomethingStatesTheBodysBytes_TheyStay(string header)
    {
        Listen();
        var exchange = Call($$$""" "_meta":{"traceparent":"{{{Parent}}}"} """);
        exchange.Context.Request.Headers[header] = "x";
        var before = exchange.Body.Memory.ToArray();

        var (request, trace) = Forward(exchange);

        Assert.Equal((TraceId, true), (trace, request.Headers.Contains("traceparent")));
        Assert.Equal(before, exchange.Body.Memory.ToArray());
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-zz")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("nonsense")]
    public void Forwarding_ContextThatIsNone_IsLeftAsItIs(string parent)
    {
        Listen();
        var exchange = Call($$$""" "_meta":{"traceparent":"{{{parent}}}"} """);
        var before = exchange.Body.Memory.ToArray();

        var (_, trace) = Forward(exchange);

        Assert.NotEqual(TraceId, trace);
        Assert.Equal(before, exchange.Body.Memory.ToArray());
    }

    [Fact]
    public void End_NobodyAuthenticated_TakesNoContext()
    {
        Listen();
        var exchange = Call(""" "a":1 """);
        exchange.Caller = null;
        exchange.Outcome = CallOutcome.Unauthenticated;
        exchange.Context.Request.Headers.TraceParent = Parent;

        var trace = _tracer.End(exchange);

        Assert.NotEqual(TraceId, trace);
        Assert.Equal((ActivityStatusCode.Error, default), (exchange.Trace!.Span!.Status, exchange.Trace!.Span.ParentSpanId));
    }

    [Fact]
    public void Forwarding_NotSampled_PassesThatOnAndRecordsNothing()
    {
        Listen(ActivitySamplingResult.PropagationData);
        var exchange = Call($$$""" "_meta":{"traceparent":"00-{{{TraceId}}}-b7ad6b7169203331-00"} """);

        var (request, trace) = Forward(exchange);

        Assert.Null(trace);
        Assert.Matches($"^00-{TraceId}-[0-9a-f]{{16}}-00$", request.Headers.GetValues("traceparent").Single());
    }

    [Fact]
    public void Adopt_InTheMiddleOfSomethingElse_BelongsToIt()
    {
        Listen();
        using var outer = new Activity("built-in tool").Start();
        var exchange = Call(""" "a":1 """);
        _tracer.Adopt(exchange);

        Forward(exchange);

        Assert.Equal(outer.SpanId, exchange.Trace!.Span!.ParentSpanId);
        Assert.Same(outer, Activity.Current);
    }

    [Fact]
    public void Span_OfACall_SaysWhatTheConventionsSay()
    {
        Listen();
        var exchange = Call(""" "a":1 """);
        exchange.Access = new Everything();
        exchange.Outcome = CallOutcome.UpstreamTimedOut;
        exchange.ResponseBytes = 12;
        exchange.Context.Response.StatusCode = 504;

        Forward(exchange);

        var tags = exchange.Trace!.Span!.TagObjects.ToDictionary(static tag => tag.Key, static tag => tag.Value?.ToString());
        Assert.Equal("tools/call t", exchange.Trace!.Span.DisplayName);
        Assert.Equal(
            ("tools/call", "t", "execute_tool", "7", "srv", "upstream_timed_out", "allow", "upstream_timed_out", "504", "12"),
            (tags["mcp.method.name"], tags["gen_ai.tool.name"], tags["gen_ai.operation.name"], tags["jsonrpc.request.id"],
                tags["mcp_gateway.server"], tags["mcp_gateway.outcome"], tags["mcp_gateway.decision"], tags["error.type"],
                tags["http.response.status_code"], tags["http.response.body.size"]));
        Assert.DoesNotContain(tags.Values, static value => value?.Contains("alice", StringComparison.Ordinal) == true);
        Assert.Equal("up.example", exchange.Trace!.UpstreamSpan!.GetTagItem("server.address"));
    }

    /// <summary>What every call of the data plane passes, with nobody listening: it allocates nothing.</summary>
    [Fact]
    public void EveryStep_NobodyListens_AllocatesNothing()
    {
        var counts = new ExchangeCounts(
            new ProtocolMeter(_services.GetRequiredService<IMeterFactory>()), new(Options.Create(new MetricLabelOptions())),
            TimeProvider.System);
        var exchange = Call($$$""" "_meta":{"traceparent":"{{{Parent}}}"} """);
        var request = new HttpRequestMessage();
        var address = new Uri("http://up.example/mcp");
        Pass(1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Pass(1_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Pass(int times)
        {
            for (var time = 0; time < times; time++)
            {
                _tracer.Adopt(exchange);
                exchange.AuthenticatedAt = 1;
                _tracer.Forwarding(exchange);
                ExchangeTracer.Pass(exchange, request);
                _tracer.Answered(exchange, 200);
                ExchangeTracer.Forwarded(exchange, address);
                counts.End(exchange, TimeSpan.FromSeconds(1));
                _tracer.End(exchange);
            }
        }
    }

    private void Listen(ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded)
    {
        _listener = new()
        {
            ShouldListenTo = source => ReferenceEquals(source, _tracer.Source),
            Sample = (ref _) => sampling,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private (HttpRequestMessage Request, string? TraceId) Forward(ProxyExchange exchange)
    {
        var request = new HttpRequestMessage();
        var before = Activity.Current;
        _tracer.Forwarding(exchange);
        ExchangeTracer.Pass(exchange, request);
        _tracer.Answered(exchange, 200);
        ExchangeTracer.Forwarded(exchange, new("http://up.example/mcp"));
        Activity.Current = before;
        return (request, _tracer.End(exchange));
    }

    private static ProxyExchange Call(string more)
    {
        var text = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"t",MORE}}"""
            .Replace("MORE", more.Trim(), StringComparison.Ordinal);
        var exchange = Exchanges.Of(Exchanges.Context());
        var bytes = Encoding.UTF8.GetBytes(text);
        exchange.Body = new PooledBody(bytes, bytes.Length);
        Assert.True(JsonRpcReader.TryRead(exchange.Body.Memory, out var message, out _));
        exchange.Message = message;
        return exchange;
    }

    private sealed class Everything : IServerAccess
    {
        public bool AllowsServer => true;

        public bool AllowsMethod(string method) => true;

        public bool AllowsTool(string tool) => true;
    }
}
