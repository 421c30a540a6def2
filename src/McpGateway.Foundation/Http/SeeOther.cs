namespace McpGateway.Foundation.Http;

/// <summary>Redirects after a form: it was taken, the page is elsewhere (303, RFC 9110 §15.4.4).</summary>
public static class SeeOther
{
    /// <param name="context">The request, which says below which path the gateway lies.</param>
    /// <param name="location">A path of the gateway, or a whole address.</param>
    public static IResult To(HttpContext context, string location)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Headers.Location = context.Request.Located(location);
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>A page of this host that shows what went wrong.</summary>
    public static string WithError(string page, string error, string next)
    {
        ArgumentNullException.ThrowIfNull(error);
        return $"{page}?error={Uri.EscapeDataString(error).Replace("%20", "+", StringComparison.Ordinal)}"
            + (next == "/" ? "" : $"&next={Uri.EscapeDataString(next)}");
    }
}
