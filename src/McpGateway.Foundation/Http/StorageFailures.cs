using McpGateway.Foundation.Documents;
using Microsoft.AspNetCore.Diagnostics;

namespace McpGateway.Foundation.Http;

/// <summary>
/// Writes that the store could not take are answered with the reason: 507 where the disk is full (RFC 4918 §11.5), else 503.
/// </summary>
internal sealed partial class StorageFailures(ILogger<StorageFailures> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not StorageUnavailableException failure)
        {
            return false;
        }

        LogStorage(failure.Fault, failure);
        var status = failure.Fault == StorageFault.Full
            ? StatusCodes.Status507InsufficientStorage
            : StatusCodes.Status503ServiceUnavailable;
        await ErrorResults.Detail(status, failure.Message).ExecuteAsync(httpContext);
        return true;
    }

    [LoggerMessage(EventId = 1021, Level = LogLevel.Error, Message = "A write failed: {Fault}.")]
    private partial void LogStorage(StorageFault fault, Exception failure);
}
