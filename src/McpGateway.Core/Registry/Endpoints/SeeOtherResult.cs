using McpGateway.Foundation.Http;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>303: the form was taken, the page is elsewhere.</summary>
internal sealed class SeeOtherResult(string location) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = httpContext.Request.Located(location);
        return Task.CompletedTask;
    }
}
