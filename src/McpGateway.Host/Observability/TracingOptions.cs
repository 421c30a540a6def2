using McpGateway.Foundation.Settings;
using McpGateway.Web.Components;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Observability;

/// <summary>Which traces are recorded. They go to <c>Otlp:Endpoint</c>; without it there are none.</summary>
internal sealed class TracingOptions
{
    public const string Section = "Tracing";

    /// <summary>Whether traces are recorded where there is somewhere to send them.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Who decides which traces are recorded, by the names of the OpenTelemetry specification: <c>parentbased_…</c> leaves it to callers
    /// who are let in and send a trace context, <c>traceidratio</c> goes by <see cref="SampleRatio"/>.
    /// </summary>
    public string Sampler { get; set; } = Samplers.ParentRatio;

    /// <summary>Of the traces that begin here, the part that is recorded. 0 to 1.</summary>
    public double SampleRatio { get; set; } = 1;

    /// <summary>
    /// Address of a trace for people who look at a call or an event, with <c>{trace_id}</c> where the id goes, such as
    /// <c>https://grafana.example.com/trace/{trace_id}</c>. Without it ids are shown and lead nowhere.
    /// </summary>
    public string? UrlTemplate { get; set; }
}

/// <summary>Names of samplers.</summary>
internal static class Samplers
{
    public const string On = "always_on";
    public const string Off = "always_off";
    public const string Ratio = "traceidratio";
    public const string ParentOn = "parentbased_always_on";
    public const string ParentOff = "parentbased_always_off";
    public const string ParentRatio = "parentbased_traceidratio";

    public static IReadOnlyList<string> All { get; } = [ParentRatio, ParentOn, ParentOff, Ratio, On, Off];
}

internal sealed class TracingOptionsValidator : IValidateOptions<TracingOptions>
{
    public ValidateOptionsResult Validate(string? name, TracingOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Require(
            Samplers.All.Contains(options.Sampler), "Tracing:Sampler (OTEL_TRACES_SAMPLER)",
            $"must be one of {string.Join(", ", Samplers.All)}.");
        problems.Range("Tracing:SampleRatio (OTEL_TRACES_SAMPLER_ARG)", options.SampleRatio, 0, 1);
        problems.Require(
            string.IsNullOrEmpty(options.UrlTemplate) || IsTemplate(options.UrlTemplate), "Tracing:UrlTemplate",
            $"must be an http or https address with {TraceLinks.Place} in its path, query or fragment.");
        return problems.Build();
    }

    /// <summary>The id may not choose the host.</summary>
    private static bool IsTemplate(string template) =>
        template.Contains(TraceLinks.Place, StringComparison.Ordinal)
        && Uri.TryCreate(template.Replace(TraceLinks.Place, "0", StringComparison.Ordinal), UriKind.Absolute, out var first)
        && Uri.TryCreate(template.Replace(TraceLinks.Place, "1", StringComparison.Ordinal), UriKind.Absolute, out var second)
        && first.Scheme is "http" or "https" && first.Authority == second.Authority && first.Scheme == second.Scheme;
}
