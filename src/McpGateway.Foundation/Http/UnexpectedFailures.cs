using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;

namespace McpGateway.Foundation.Http;

/// <summary>
/// Answers unhandled exceptions: 500 with the REST surface's error body, and the exception in the log under the trace id that the client is
/// told. Nothing else of it leaves the process.
/// </summary>
internal sealed partial class UnexpectedFailures(ILogger<UnexpectedFailures> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var trace = Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier;
        LogUnexpected(httpContext.Request.Method, LogText.Clean(httpContext.Request.Path), trace, exception);
        httpContext.Response.Headers.CacheControl = "no-store";
        var detail = $"The gateway failed unexpectedly. Its log has the reason under the trace id {trace}.";
        await ErrorResults.Detail(StatusCodes.Status500InternalServerError, detail).ExecuteAsync(httpContext);
        return true;
    }

    [LoggerMessage(EventId = 1020, Level = LogLevel.Error, Message = "{Method} {Path} failed unexpectedly (trace id {TraceId}).")]
    private partial void LogUnexpected(string method, string path, string traceId, Exception failure);
}

public static class FailureAnswers
{
    /// <summary>Adds the answers to requests that cannot be read, and to everything else that fails.</summary>
    public static IServiceCollection AddFailureAnswers(this IServiceCollection services) =>
        services.AddExceptionHandler<UnreadableRequests>().AddExceptionHandler<StorageFailures>().AddExceptionHandler<UnexpectedFailures>();

    /// <summary>Answers for whatever comes after it and fails. Needs <see cref="AddFailureAnswers"/>.</summary>
    public static IApplicationBuilder UseFailureAnswers(this IApplicationBuilder app) =>
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = static _ => Task.CompletedTask });
}
