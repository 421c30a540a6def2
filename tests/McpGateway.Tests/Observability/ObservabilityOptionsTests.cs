using McpGateway.Host.Observability;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Observability;

/// <summary>What may be set, and which key a refusal names. No secret is repeated.</summary>
public sealed class ObservabilityOptionsTests
{
    public static TheoryData<string, string> Refused => new()
    {
        { nameof(MetricsOptions.Port), "Metrics:Port (OTEL_PROMETHEUS_PORT) must be between 0 and 65535." },
        { nameof(MetricsOptions.Address), "Metrics:Address must be *, localhost or an IP address." },
        { nameof(MetricsOptions.Token), "Metrics:Token must have at least 16 characters." },
        { nameof(MetricsOptions.MaxSeries), "Metrics:MaxSeries must be between 100 and 1000000." },
        { nameof(MetricsOptions.PushInterval), "Metrics:PushInterval must be between 00:00:01 and 01:00:00." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Metrics_ThatCannotBe_AreRefusedByTheirKey(string member, string expected)
    {
        var options = new MetricsOptions();
        object value = member switch
        {
            nameof(MetricsOptions.Port) => 65_536,
            nameof(MetricsOptions.MaxSeries) => 99,
            nameof(MetricsOptions.PushInterval) => TimeSpan.Zero,
            _ => "secret-secret",
        };
        typeof(MetricsOptions).GetProperty(member)!.SetValue(options, value);

        var result = new MetricsOptionsValidator().Validate(null, options);

        Assert.Equal(expected, result.FailureMessage);
    }

    /// <summary>What cannot be read stops the start by the name that was set, and does not count as not set.</summary>
    [Theory]
    [InlineData("OTEL_PROMETHEUS_ENABLED", "perhaps")]
    [InlineData("OTEL_PROMETHEUS_PORT", "many")]
    public void Metrics_ThatCannotBeRead_StopTheStart(string name, string value)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(name, (string?)value)]).Build());
        services.AddObservabilityOptions();
        using var provider = services.BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<MetricsOptions>>().Value);

        Assert.StartsWith(name, Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("::1", true)]
    [InlineData("10.0.0.0/40", false)]
    [InlineData("monitoring.example.com", false)]
    public void Metrics_Networks_AreAddressesOrNetworks(string network, bool isRight)
    {
        var options = new MetricsOptions { Token = "at-least-sixteen-characters" };
        options.AllowedNetworks.Add(network);

        Assert.Equal(isRight, new MetricsOptionsValidator().Validate(null, options).Succeeded);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.01, true)]
    [InlineData(1, true)]
    [InlineData(1.1, false)]
    [InlineData(-0.1, false)]
    [InlineData(double.NaN, false)]
    public void Tracing_Ratio_IsAPart(double ratio, bool isRight) =>
        Assert.Equal(isRight, new TracingOptionsValidator().Validate(null, new() { SampleRatio = ratio }).Succeeded);

    [Theory]
    [InlineData("parentbased_traceidratio", true)]
    [InlineData("always_off", true)]
    [InlineData("jaeger_remote", false)]
    public void Tracing_Sampler_IsOneOfTheSpecification(string sampler, bool isRight) =>
        Assert.Equal(isRight, new TracingOptionsValidator().Validate(null, new() { Sampler = sampler }).Succeeded);

    [Theory]
    [InlineData("otlp", "none", true)]
    [InlineData("none", "otlp", true)]
    [InlineData("prometheus", "otlp", false)]
    [InlineData("otlp", "zipkin", false)]
    public void Otlp_Exporters_AreOnOrOff(string metrics, string traces, bool isRight) => Assert.Equal(
        isRight, new OtlpOptionsValidator().Validate(null, new() { MetricsExporter = metrics, TracesExporter = traces }).Succeeded);

    [Theory]
    [InlineData("http://otel-collector:4318", "http/protobuf", "api-key=x,tenant=y", true)]
    [InlineData(null, "grpc", null, true)]
    [InlineData("otel-collector:4318", "grpc", null, false)]
    [InlineData("http://otel-collector:4318", "http/json", null, false)]
    [InlineData("http://otel-collector:4318", "grpc", "no-value", false)]
    public void Otlp_WhatCanBeReached_IsTaken(string? endpoint, string protocol, string? headers, bool isRight)
    {
        var result = new OtlpOptionsValidator().Validate(
            null, new() { Endpoint = endpoint, Protocol = protocol, Headers = headers });

        Assert.Equal(isRight, result.Succeeded);
        Assert.DoesNotContain("no-value", result.FailureMessage ?? "", StringComparison.Ordinal);
    }
}
