using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Http;

/// <summary>Redirects after a form.</summary>
internal static class SeeOther
{
    public static IResult To(HttpContext context, string location)
    {
        context.Response.Headers.Location = context.Request.Located(location);
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>A page of this host that shows what went wrong.</summary>
    public static string WithError(string page, string error, string next) =>
        $"{page}?error={Uri.EscapeDataString(error).Replace("%20", "+", StringComparison.Ordinal)}"
        + (next == "/" ? "" : $"&next={Uri.EscapeDataString(next)}");
}
