using System.Diagnostics.Metrics;
using System.Text;
using McpGateway.Proxy.Forwarding;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Recording;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Proxy.Forwarding;

/// <summary>What an exchange is counted under.</summary>
public sealed class ExchangeCountsTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<string> _seen = [];
    private readonly MeterListener _listener = new();
    private readonly ExchangeCounts _counts;

    public ExchangeCountsTests()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        _counts = new(new ProtocolMeter(factory), new(Options.Create(new MetricLabelOptions())), _time);
        _listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == factory)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _seen.Add($"{instrument.Name} {value} {Text(tags)}"));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            _seen.Add(FormattableString.Invariant($"{instrument.Name} {value} {Text(tags)}")));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Client_FromItsFirstStepOn_IsCountedUnderItsName()
    {
        End("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"clientInfo":{"name":"inspector"}}}""");
        _seen.Clear();

        End("""{"jsonrpc":"2.0","id":2,"method":"tools/list"}""");
        End("""{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"echo"}}""");

        Assert.Equal(
            [
                "mcp_auth_requests_total 1 success=True method=oauth2 server=srv",
                "mcp_auth_request_duration_seconds 0.5 success=True method=oauth2 server=srv",
                "mcp_protocol_latency_seconds 2 flow_step=initialize_to_tools_list server_name=srv",
                "mcp_tool_executions_total 1 tool_name=tools/list server_name=srv success=True method=tools/list "
                    + "client_name=inspector error_type=none",
                "mcp_tool_execution_duration_seconds 2 tool_name=tools/list server_name=srv success=True method=tools/list",
                "mcp_auth_requests_total 1 success=True method=oauth2 server=srv",
                "mcp_auth_request_duration_seconds 0.5 success=True method=oauth2 server=srv",
                "mcp_protocol_latency_seconds 2 flow_step=tools_list_to_tools_call server_name=srv",
                "mcp_protocol_latency_seconds 4 flow_step=full_protocol_flow server_name=srv",
                "mcp_tool_executions_total 1 tool_name=echo server_name=srv success=True method=tools/call "
                    + "client_name=inspector error_type=none",
                "mcp_tool_execution_duration_seconds 2 tool_name=echo server_name=srv success=True method=tools/call",
            ],
            _seen);
    }

    [Theory]
    [InlineData(CallOutcome.Forwarded, 500, "True", "echo", "False", "http_error")]
    [InlineData(CallOutcome.UpstreamTimedOut, 504, "True", "echo", "False", "upstream_timed_out")]
    [InlineData(CallOutcome.Unavailable, 503, "True", "other", "False", "unavailable")]
    [InlineData(CallOutcome.Denied, 403, "False", "other", "False", "denied")]
    [InlineData(CallOutcome.Invalid, 400, "True", "other", "False", "invalid")]
    public void Call_ThatDidNotSucceed_IsCountedAsItEnded(
        CallOutcome outcome, int status, string auth, string tool, string success, string error)
    {
        End("""{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"echo"}}""", outcome, status);

        Assert.Contains(_seen, line => line.StartsWith($"mcp_auth_requests_total 1 success={auth} ", StringComparison.Ordinal));
        Assert.Contains(_seen, line => line.StartsWith(
            $"mcp_tool_executions_total 1 tool_name={tool} server_name=srv success={success} ", StringComparison.Ordinal)
            && line.EndsWith($" error_type={error}", StringComparison.Ordinal));
    }

    [Fact]
    public void Exchange_OfNobody_IsNoExecution()
    {
        End(null, CallOutcome.Unauthenticated, 401, isKnown: false);

        Assert.Equal("mcp_auth_requests_total 1 success=False method=unknown server=srv", _seen[0]);
        Assert.DoesNotContain(_seen, static line => line.Contains("execution", StringComparison.Ordinal));
    }

    [Fact]
    public void Batch_OfMessages_CountsEach()
    {
        End("""[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"result":{}},{"jsonrpc":"2.0","method":"made/up"}]""");

        Assert.Equal(
            ["method=ping client_name=unknown error_type=none", "method=other client_name=unknown error_type=none"],
            _seen.Where(static line => line.StartsWith("mcp_tool_executions_total", StringComparison.Ordinal))
                .Select(static line => line[line.IndexOf("method=", StringComparison.Ordinal)..]));
    }

    private void End(string? message, CallOutcome outcome = CallOutcome.Forwarded, int status = 200, bool isKnown = true)
    {
        var context = Exchanges.Context();
        var made = Exchanges.Of(context, message);
        var exchange = new ProxyExchange(context, made.Match, "")
        {
            At = _time.GetUtcNow(),
            StartedAt = _time.GetTimestamp(),
            Caller = isKnown ? Exchanges.Alice : null,
            Message = made.Message,
        };
        if (message is not null)
        {
            var bytes = Encoding.UTF8.GetBytes(message);
            exchange.Body = new PooledBody(bytes, bytes.Length);
            Assert.True(JsonRpcReader.TryRead(exchange.Body.Memory, out var body, out _));
            exchange.Message = body;
        }

        _time.Advance(TimeSpan.FromSeconds(0.5));
        exchange.AuthenticatedAt = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(1.5));
        exchange.Outcome = outcome;
        context.Response.StatusCode = status;
        _counts.End(exchange, TimeSpan.FromSeconds(2));
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        string.Join(' ', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"));
}
