using System.Diagnostics.Metrics;
using McpGateway.Proxy.Forwarding;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Streaming;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Proxy.Forwarding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Proxy.Recording;

public sealed class ExchangeRecorderTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Records _records = new();
    private readonly StandingStreams _streams = new();
    private readonly ExchangeTracer _tracer = new(TimeProvider.System);

    public static TheoryData<string?, string[]> Messages => new()
    {
        { null, ["POST:"] },
        { """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":{"secret":"x"}}}""", ["tools/call:t"] },
        { """{"jsonrpc":"2.0","id":1,"result":{"secret":1}}""", ["response:"] },
        {
            """[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"resources/read","params":{"uri":"u"}}]""",
            ["ping:", "resources/read:u"]
        },
    };

    public void Dispose()
    {
        _tracer.Dispose();
        _services.Dispose();
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void End_Exchange_RecordsEachMessage(string? message, string[] expected)
    {
        var recorder = Recorder();
        var context = Exchanges.Context();
        var exchange = Exchanges.Of(context, message);
        exchange = new ProxyExchange(context, exchange.Match, "")
        {
            At = _time.GetUtcNow(),
            StartedAt = _time.GetTimestamp(),
            Caller = Exchanges.Alice,
            Message = exchange.Message,
        };
        exchange.Outcome = CallOutcome.Denied;
        exchange.ResponseBytes = 7;
        context.Response.StatusCode = 403;
        _time.Advance(TimeSpan.FromMilliseconds(250));

        recorder.End(exchange);

        Assert.Equal(expected, _records.All.Select(record => $"{record.Method}:{record.Target}"));
        Assert.All(_records.All, record =>
        {
            Assert.Equal(("srv", "alice", "sub-alice", "oauth2", "client-a"),
                (record.Server, record.UserName, record.Subject, record.AuthMethod, record.ClientId));
            Assert.Equal((CallOutcome.Denied, 403, TimeSpan.FromMilliseconds(250), 7L, expected.Length),
                (record.Outcome, record.Status, record.Duration, record.ResponseBytes, record.BatchSize));
            Assert.DoesNotContain("secret", record.ToString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void End_AnsweredExchange_TellsWhereTheTimeWent()
    {
        var recorder = Recorder();
        var tracer = new ExchangeTracer(_time);
        var exchange = recorder.Begin(Exchanges.Context(), Exchanges.Of(Exchanges.Context()).Match, "");
        exchange.Caller = Exchanges.Alice with { TokenId = "token-1" };
        _time.Advance(TimeSpan.FromMilliseconds(1));
        recorder.Authenticated(exchange);
        _time.Advance(TimeSpan.FromMilliseconds(2));
        tracer.Forwarding(exchange);
        _time.Advance(TimeSpan.FromMilliseconds(30));
        tracer.Answered(exchange, 200);
        _time.Advance(TimeSpan.FromMilliseconds(400));
        tracer.Dispose();

        recorder.End(exchange);

        var record = Assert.Single(_records.All);
        Assert.Equal((1.0, 2.0, 30.0, 433.0), (
            record.Times.Authentication.TotalMilliseconds, record.Times.Decision.TotalMilliseconds, record.Times.Upstream.TotalMilliseconds,
            record.Duration.TotalMilliseconds));
        Assert.Equal("token-1", record.TokenId);
        Assert.Null(record.Reason);
    }

    [Theory]
    [InlineData(false, null, null)]
    [InlineData(true, null, "access_denied")]
    [InlineData(false, "upstream_broken", "upstream_broken")]
    public void End_RefusedOrBrokenOff_NamesTheReason(bool isRefused, string? brokenOffBy, string? expected)
    {
        var context = Exchanges.Context();
        var exchange = Exchanges.Of(context);
        exchange.BrokenOffBy = brokenOffBy;
        exchange.Outcome = expected is null ? CallOutcome.Forwarded : CallOutcome.UpstreamFailed;
        if (isRefused)
        {
            context.Response.Headers[GatewayError.Header] = "access_denied";
        }

        Recorder().End(exchange);

        Assert.Equal(expected, Assert.Single(_records.All).Reason);
        Assert.Equal(default, _records.All[0].Times);
    }

    private ExchangeRecorder Recorder()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        return new(
            _records, new ProxyMeter(meters), new(new ProtocolMeter(meters), new(Options.Create(new MetricLabelOptions())), _time), _tracer,
            _time, _streams);
    }

    [Theory]
    [InlineData(false, CallOutcome.ClientGone, 200)]
    [InlineData(true, CallOutcome.Cut, 503)]
    public void End_ConnectionClosed_TellsWhoClosedIt(bool isCut, CallOutcome expected, int status)
    {
        var exchange = Exchanges.Of(Exchanges.Context());
        exchange.Outcome = CallOutcome.ClientGone;
        if (isCut)
        {
            _streams.CutCalls();
        }

        Recorder().End(exchange);

        Assert.Equal((expected, status), (_records.All[0].Outcome, _records.All[0].Status));
        Assert.Equal(isCut ? "stopping" : null, _records.All[0].Reason);
    }

    [Fact]
    public void End_NobodyAuthenticated_IsRecordedWithoutAName()
    {
        var recorder = Recorder();
        var exchange = Exchanges.Of(Exchanges.Context());
        exchange.Caller = null;

        recorder.End(exchange);

        Assert.Equal(("", "", ""), (_records.All[0].UserName, _records.All[0].Subject, _records.All[0].AuthMethod));
    }

    [Fact]
    public void Meter_OutcomesAndStreams_AreCounted()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        var meter = new ProxyMeter(factory);
        meter.Finished(CallOutcome.Denied, TimeSpan.FromSeconds(9));
        var seen = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == factory)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            seen.Add($"{instrument.Name} {value} {(tags.Length > 0 ? tags[0].Value : "")}".Trim()));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            seen.Add(FormattableString.Invariant($"{instrument.Name} {value} {tags[0].Value}")));
        listener.Start();

        meter.Finished(CallOutcome.ClientGone, TimeSpan.FromSeconds(1.5));
        meter.StreamOpened();
        meter.StreamClosed();

        Assert.Equal(
            [
                "mcp_gateway.proxy.requests 1 ClientGone", "mcp_gateway.proxy.request.duration 1.5 ClientGone",
                "mcp_gateway.proxy.active_streams 1",
                "mcp_gateway.proxy.active_streams -1",
            ],
            seen);
    }

    private sealed class Records : ICallRecorder
    {
        public List<CallRecord> All { get; } = [];

        public void Record(CallRecord record) => All.Add(record);
    }
}
