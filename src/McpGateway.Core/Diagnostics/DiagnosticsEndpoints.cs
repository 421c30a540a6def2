using McpGateway.Access.Endpoints;
using McpGateway.Contracts;
using McpGateway.Contracts.Diagnostics;
using McpGateway.Core.Registry;
using McpGateway.Foundation;
using McpGateway.Foundation.Diagnostics;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Diagnostics;

public static class DiagnosticsEndpoints
{
    private static readonly string[] ForwardingHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"];

    /// <summary>Maps <c>/api/diagnostics</c>, <c>/api/diagnostics/stream</c> and <c>/api/config</c>, for administrators.</summary>
    public static void MapDiagnostics(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/diagnostics").WithTags("Diagnostics").RequireAdministrator(RunDiagnostics.AdminsOnly.Detail);
        group.MapGet("", ReportAsync)
            .WithSummary("What is not as it should be, and what to do about it")
            .Produces<DiagnosticReport>();
        group.MapGet("/stream", StreamAsync)
            .WithSummary("Two events, a second apart: a proxy that buffers hands them over together");
        routes.MapGet("/api/config", Settings)
            .WithTags("Diagnostics")
            .RequireAdministrator("Only administrators see the configuration.")
            .WithSummary("The settings in force; of secrets only whether they are set")
            .Produces<SettingsInForce>();
    }

    private static async Task<IResult> ReportAsync(
        HttpContext context, RunDiagnostics operation, PublicOrigin origin, IOptions<RegistryOptions> registry, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var ran = await operation.ExecuteAsync(context.GetCaller(), cancellationToken);
        if (!ran.IsSuccess)
        {
            return ran.Error.ToResult();
        }

        context.Response.Headers.CacheControl = "no-store";
        var report = new DiagnosticReport
        {
            Time = time.GetUtcNow(),
            Version = registry.Value.BuildVersion ?? ProductVersion.OfBuild,
            PublicUrl = origin.Configured,
            Origin = origin.Of(context.Request),
            Request = new(
                context.Request.Scheme,
                context.Request.Host.Value ?? "",
                [.. ForwardingHeaders.Where(context.Request.Headers.ContainsKey)]),
            Checks = [.. ran.Value.Select(static check => check.Check)],
            Findings = [.. ran.Value.SelectMany(static check => check.Found.Select(found => (check.Check, Found: found)))
                .OrderBy(static pair => pair.Found.Severity)
                .Select(static pair => FindingOf(pair.Check, pair.Found))],
        };
        return TypedResults.Json(report, ContractsJsonContext.Default.DiagnosticReport);
    }

    private static IResult Settings(HttpContext context, SettingsQueries settings)
    {
        context.Response.Headers.CacheControl = "no-store";
        var read = settings.List(context.GetCaller());
        return read.IsSuccess
            ? TypedResults.Json(
                new SettingsInForce(
                    [
                        .. read.Value.Select(static setting => new SettingInForce(setting.Key, setting.Value, setting.IsSecret)
                        {
                            Environment = [.. EnvironmentNames.For(setting.Key).Select(static name => name.Name)],
                        }),
                    ]),
                ContractsJsonContext.Default.SettingsInForce)
            : read.Error.ToResult();
    }

    private static async Task StreamAsync(HttpContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        await WriteAsync(context.Response, "first", cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
        await WriteAsync(context.Response, "second", cancellationToken);
    }

    private static async Task WriteAsync(HttpResponse response, string data, CancellationToken cancellationToken)
    {
        await response.WriteAsync($"data: {data}\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    private static Finding FindingOf(string check, Diagnosis found) => new(
        check,
        found.Severity switch
        {
            DiagnosisSeverity.Error => "error",
            DiagnosisSeverity.Warning => "warning",
            DiagnosisSeverity.Note => "note",
        },
        found.Subject,
        found.Problem,
        found.Advice);
}
