using System.Net;
using System.Net.Sockets;
using McpGateway.Foundation;
using McpGateway.IntegrationTests.Composition;

namespace McpGateway.IntegrationTests.Observability;

/// <summary>Metrics and traces are pushed where the settings say, and the operator hears when they cannot be.</summary>
[Collection(ProcessWide.Name)]
public sealed class PushTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("OTEL_OTLP_ENDPOINT", null, "/v1/metrics", "/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_TRACES_EXPORTER", "/v1/metrics")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_METRICS_EXPORTER", "/v1/traces")]
    public async Task Endpoint_IsSet_GetsWhatIsNotSwitchedOff(string endpoint, string? without, params string[] expected)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var gateway = await ComposedGateway.StartAsync(
            (endpoint, receiver.Address + "/"), ("Metrics:PushInterval", "00:00:01"), ("OTEL_BSP_SCHEDULE_DELAY", "100"),
            (without ?? "OTEL_RESOURCE_ATTRIBUTES", without is null ? "deployment.environment=test" : "none")))
        {
            using var browser = await gateway.SignedInAsync(ComposedGateway.Administrator);
        }

        // What was left was sent when the gateway stopped.
        Assert.Equal(expected, receiver.Paths.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Endpoint_ThatIsNotThere_IsToldInTheLog()
    {
        await using var gateway = await ComposedGateway.StartAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"), ("Metrics:PushInterval", "00:00:01"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "500"));

        await Eventually.UntilAsync(
            () => gateway.Logs.Lines.Any(static line => line.Contains("were not delivered to Otlp:Endpoint", StringComparison.Ordinal)),
            "a line that says that the endpoint got nothing");
    }

    [Fact]
    public async Task Port_OfSomebodyElse_IsToldByTheKeyThatNamesIt()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => ComposedGateway.StartAsync(
            ("OTEL_PROMETHEUS_PORT", port), ("Metrics:Address", "127.0.0.1")));

        Assert.StartsWith("Metrics:Port (OTEL_PROMETHEUS_PORT): the gateway cannot listen on", refused.Message, StringComparison.Ordinal);
    }
}
