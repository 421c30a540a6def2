using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests.Observability;

/// <summary>What the log says where traces are sent.</summary>
public sealed class LogTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, true)]
    [InlineData("false", false)]
    public async Task Lines_OfARequest_NameItsTrace(string? includesScopes, bool isNamed)
    {
        // Nobody listens there: lines name the trace all the same, and the operator hears of it.
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9" };
        if (includesScopes is not null)
        {
            settings["Logging__Console__FormatterOptions__IncludeScopes"] = includesScopes;
        }

        await using var gateway = await GatewayProcess.StartAsync(Cancellation, settings);

        await gateway.SignInAsync(Cancellation);

        await SignedInAsync(gateway);
        Assert.Equal(isNamed, gateway.Output.Contains("TraceId:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lines_WithoutTraces_AreAsTheyWere()
    {
        await using var gateway = await GatewayProcess.StartAsync(Cancellation);

        await gateway.SignInAsync(Cancellation);

        await SignedInAsync(gateway);
        Assert.DoesNotContain("TraceId:", gateway.Output, StringComparison.Ordinal);
    }

    private static async Task SignedInAsync(GatewayProcess gateway) => await Eventually.UntilAsync(
        () => gateway.Output.Contains("signed in from", StringComparison.Ordinal), "the line that tells of the sign-in");
}
