using System.Diagnostics.Metrics;

namespace McpGateway.Proxy.Recording;

/// <summary>
/// What the protocols do, under the names and labels of existing dashboards; <c>success</c> is the word that Python prints. Each name in a
/// label is one of a bounded number (<see cref="MetricLabels"/>). Costs one read as long as nobody listens.
/// </summary>
internal sealed class ProtocolMeter
{
    /// <summary>Seconds. The steps of the data plane take microseconds; a look at an identity provider takes longer.</summary>
    private static readonly double[] AuthenticationBounds =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>Seconds. Tools may think for minutes.</summary>
    private static readonly double[] ExecutionBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

    /// <summary>Seconds.</summary>
    private static readonly double[] LatencyBounds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600];

    private readonly Counter<long> _authentications;
    private readonly Histogram<double> _authenticationDuration;
    private readonly Counter<long> _executions;
    private readonly Histogram<double> _executionDuration;
    private readonly Histogram<double> _latency;

    public ProtocolMeter(IMeterFactory factory)
    {
        var meter = factory.Create(ProxyInstruments.Meter);
        _authentications = meter.CreateCounter<long>(
            ProxyInstruments.Authentications, "{request}", "Requests on servers' paths that were authenticated and judged.");
        _authenticationDuration = meter.CreateHistogram(
            ProxyInstruments.AuthenticationDuration, "s", "How long it took to authenticate them.", [], Bounds(AuthenticationBounds));
        _executions = meter.CreateCounter<long>(
            ProxyInstruments.Executions, "{message}", "Messages to servers and agents, calls of tools among them.");
        _executionDuration = meter.CreateHistogram(
            ProxyInstruments.ExecutionDuration, "s", "From the message to the last byte of its answer.", [], Bounds(ExecutionBounds));
        _latency = meter.CreateHistogram(
            ProxyInstruments.ProtocolLatency, "s", "Between the first steps of a client: initialize, tools/list, tools/call.", [],
            Bounds(LatencyBounds));
    }

    /// <summary>Whether somebody listens to any of it.</summary>
    public bool IsOn => _authentications.Enabled || _authenticationDuration.Enabled || _executions.Enabled || _executionDuration.Enabled
        || _latency.Enabled;

    public void Authenticated(string server, string method, bool isSuccess, TimeSpan duration)
    {
        var success = Success(isSuccess);
        var how = new KeyValuePair<string, object?>("method", method);
        var where = new KeyValuePair<string, object?>("server", server);
        _authentications.Add(1, success, how, where);
        _authenticationDuration.Record(duration.TotalSeconds, success, how, where);
    }

    public void Executed(in Execution execution, TimeSpan duration)
    {
        var tool = new KeyValuePair<string, object?>("tool_name", execution.Tool);
        var server = new KeyValuePair<string, object?>("server_name", execution.Server);
        var success = Success(execution.Outcome == CallOutcome.Forwarded);
        var method = new KeyValuePair<string, object?>("method", execution.Method);
        _executions.Add(
            1,
            [
                tool, server, success, method, new("client_name", execution.Client),
                new("error_type", MetricLabels.ErrorType(execution.Outcome)),
            ]);
        _executionDuration.Record(duration.TotalSeconds, [tool, server, success, method]);
    }

    public void Stepped(string step, string server, TimeSpan latency) =>
        _latency.Record(latency.TotalSeconds, new("flow_step", step), new("server_name", server));

    private static KeyValuePair<string, object?> Success(bool isSuccess) => new("success", isSuccess ? "True" : "False");

    private static InstrumentAdvice<double> Bounds(double[] seconds) => new() { HistogramBucketBoundaries = seconds };
}

/// <summary>One message to a server, in the labels that it is counted under.</summary>
internal readonly record struct Execution(string Server, string Method, string Tool, string Client, CallOutcome Outcome);
