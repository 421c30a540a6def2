using System.Globalization;
using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Http;

/// <summary>The answer to sign-in attempts that come too fast.</summary>
public static class TooManyAttempts
{
    public static IResult Refuse(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Seconds(wait);
        return ErrorResults.Detail(StatusCodes.Status429TooManyRequests, Text(wait));
    }

    public static string Text(TimeSpan wait) => $"Too many failed sign-in attempts. {Again(wait)}";

    public static string TextOfCodes(TimeSpan wait) => $"Too many wrong codes. {Again(wait)}";

    private static string Again(TimeSpan wait) => $"Try again in {Seconds(wait)} seconds.";

    private static string Seconds(TimeSpan wait) => Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
