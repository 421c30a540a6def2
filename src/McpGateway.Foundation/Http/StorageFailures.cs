using McpGateway.Foundation.Documents;
using Microsoft.AspNetCore.Diagnostics;

namespace McpGateway.Foundation.Http;

/// <summary>
/// Requests for which the store could not work are answered with the reason: 507 where the disk is full (RFC 4918 §11.5), else 503.
/// </summary>
internal sealed partial class StorageFailures(ILogger<StorageFailures> logger, TimeProvider time) : IExceptionHandler
{
    private readonly RepeatedFailures _failures = new(time);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not StorageUnavailableException failure)
        {
            return false;
        }

        if (_failures.ShouldTell(out var untold))
        {
            LogStorage(failure.Fault, untold, failure);
        }

        var status = failure.Fault == StorageFault.Full
            ? StatusCodes.Status507InsufficientStorage
            : StatusCodes.Status503ServiceUnavailable;
        await ErrorResults.AnswerUnavailableAsync(httpContext, failure.Message, status);
        return true;
    }

    [LoggerMessage(EventId = 1021, Level = LogLevel.Error,
        Message = "The store failed a request: {Fault} ({Untold} more since this was last told).")]
    private partial void LogStorage(StorageFault fault, long untold, Exception failure);
}
