using McpGateway.Foundation.Documents;
using Microsoft.AspNetCore.Routing.Patterns;

namespace McpGateway.Foundation.Http;

/// <summary>
/// Requests that cannot be read are the client's fault: 400 (or what the server says) with a <c>detail</c>, and no error in the log. The
/// data plane, which comes before, has its own answers.
/// </summary>
public sealed partial class RequestFaults(RequestDelegate next, ILogger<RequestFaults> logger)
{
    private const string BadFraming = "The body broke off or its framing is invalid.";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, fault.StatusCode, fault.Message);
        }
        catch (StorageUnavailableException failure) when (!context.Response.HasStarted)
        {
            LogStorage(failure.Fault, failure);
            await AnswerAsync(context, failure);
        }
        catch (IOException fault) when (fault.InnerException is OverflowException && !context.Response.HasStarted)
        {
            // How the server reports a chunk size that no number holds (RFC 9112 §7.1).
            await AnswerAsync(context, StatusCodes.Status400BadRequest, BadFraming);
        }
    }

    /// <summary>RFC 4918 §11.5 has a status for a full disk.</summary>
    private static Task AnswerAsync(HttpContext context, StorageUnavailableException failure) => AnswerAsync(
        context,
        failure.Fault == StorageFault.Full ? StatusCodes.Status507InsufficientStorage : StatusCodes.Status503ServiceUnavailable,
        failure.Message);

    private static Task AnswerAsync(HttpContext context, int status, string detail)
    {
        context.Response.Clear();
        return ErrorResults.Detail(status, detail).ExecuteAsync(context);
    }

    [LoggerMessage(EventId = 1021, Level = LogLevel.Error, Message = "A write failed: {Fault}.")]
    private partial void LogStorage(StorageFault fault, Exception failure);
}

public static class RequestFaultExtensions
{
    /// <summary>Answers requests that cannot be read. Before routing, so that every endpoint is covered.</summary>
    public static IApplicationBuilder UseRequestFaults(this IApplicationBuilder app) => app.UseMiddleware<RequestFaults>();

    /// <summary>Answers paths of the REST surface that no endpoint claims, in the words of that surface.</summary>
    public static void MapApiFallback(this IEndpointRouteBuilder routes)
    {
        routes.MapLast("/api/{**path}");
        routes.MapLast("/v0.1/{**path}");
    }

    private static void MapLast(this IEndpointRouteBuilder routes, string pattern)
    {
        var endpoint = routes.Map(RoutePatternFactory.Parse(pattern), NotFoundAsync);
        endpoint.Add(static builder => ((RouteEndpointBuilder)builder).Order = int.MaxValue - 1);
        endpoint.ExcludeFromDescription();
    }

    private static Task NotFoundAsync(HttpContext context) =>
        ErrorResults.Detail(StatusCodes.Status404NotFound, "Not Found").ExecuteAsync(context);
}
