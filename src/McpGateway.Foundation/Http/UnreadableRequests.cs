using Microsoft.AspNetCore.Diagnostics;

namespace McpGateway.Foundation.Http;

/// <summary>
/// Requests that cannot be read are the client's fault: 400 (or what the server says) with a <c>detail</c>, and no error in the log. The
/// data plane, which comes before, has its own answers.
/// </summary>
internal sealed class UnreadableRequests : IExceptionHandler
{
    private const string BadFraming = "The body broke off or its framing is invalid.";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var answer = exception switch
        {
            BadHttpRequestException fault => ErrorResults.Detail(fault.StatusCode, fault.Message),

            // How the server reports a chunk size that no number holds (RFC 9112 §7.1).
            IOException { InnerException: OverflowException } => ErrorResults.Detail(StatusCodes.Status400BadRequest, BadFraming),
            _ => null,
        };
        if (answer is null)
        {
            return false;
        }

        await answer.ExecuteAsync(httpContext);
        return true;
    }
}
