using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Observability;

/// <summary>
/// Where metrics and traces are pushed (OpenTelemetry protocol). Variables of the OpenTelemetry specification for time limits, batches and
/// the resource (<c>OTEL_EXPORTER_OTLP_TIMEOUT</c>, <c>OTEL_BSP_…</c>, <c>OTEL_RESOURCE_ATTRIBUTES</c>) count, too.
/// </summary>
internal sealed class OtlpOptions
{
    public const string Section = "Otlp";

    public const string Http = "http/protobuf";
    public const string Grpc = "grpc";
    public const string Pushed = "otlp";
    public const string NotPushed = "none";

    /// <summary>
    /// Address of the collector, such as <c>http://otel-collector:4318</c>; <c>/v1/metrics</c> and <c>/v1/traces</c> are added. Nothing set
    /// pushes nothing.
    /// </summary>
    public string? Endpoint { get; set; }

    /// <summary><c>http/protobuf</c> or <c>grpc</c>.</summary>
    public string Protocol { get; set; } = Http;

    /// <summary>Sent with every push, as <c>name=value,name=value</c>: keys of services usually.</summary>
    [SecretSetting]
    public string? Headers { get; set; }

    /// <summary>Whether metrics are pushed there: <c>otlp</c> or <c>none</c>.</summary>
    public string MetricsExporter { get; set; } = Pushed;

    /// <summary>Whether traces are pushed there: <c>otlp</c> or <c>none</c>.</summary>
    public string TracesExporter { get; set; } = Pushed;

    /// <summary>What the gateway is called there.</summary>
    public string ServiceName { get; set; } = "mcp-gateway";
}

internal sealed class OtlpOptionsValidator : IValidateOptions<OtlpOptions>
{
    public ValidateOptionsResult Validate(string? name, OtlpOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Require(
            string.IsNullOrEmpty(options.Endpoint)
                || (Uri.TryCreate(options.Endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"),
            "Otlp:Endpoint (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_OTLP_ENDPOINT)", "must be an address such as http://otel-collector:4318.");
        problems.Require(
            options.Protocol is OtlpOptions.Http or OtlpOptions.Grpc,
            "Otlp:Protocol (OTEL_EXPORTER_OTLP_PROTOCOL)", $"must be {OtlpOptions.Http} or {OtlpOptions.Grpc}.");
        problems.Require(
            options.MetricsExporter is OtlpOptions.Pushed or OtlpOptions.NotPushed,
            "Otlp:MetricsExporter (OTEL_METRICS_EXPORTER)", $"must be {OtlpOptions.Pushed} or {OtlpOptions.NotPushed}.");
        problems.Require(
            options.TracesExporter is OtlpOptions.Pushed or OtlpOptions.NotPushed,
            "Otlp:TracesExporter (OTEL_TRACES_EXPORTER)", $"must be {OtlpOptions.Pushed} or {OtlpOptions.NotPushed}.");
        problems.Require(
            string.IsNullOrEmpty(options.Headers) || Array.TrueForAll(
                options.Headers.Split(','), static header => header.IndexOf('=', StringComparison.Ordinal) > 0),
            "Otlp:Headers (OTEL_EXPORTER_OTLP_HEADERS)", "must be name=value, with ',' between several.");
        problems.Require(!string.IsNullOrWhiteSpace(options.ServiceName), "Otlp:ServiceName (OTEL_SERVICE_NAME)", "must not be empty.");
        return problems.Build();
    }
}
