using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Pages;

namespace McpGateway.Core.Egress.Connections;

/// <summary>What a person sees at the end.</summary>
internal static class ConnectPage
{
    // The address of the callback holds the code.
    private const string NoReferrer = "no-referrer";

    /// <summary>For the redirects in between.</summary>
    public static void Protect(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = NoReferrer;
    }

    public static IResult Done(HttpContext context, string server) =>
        Page("Account connected", nameof(ConnectBody.Server), server).Answer(context);

    public static IResult Problem(HttpContext context, Error error) =>
        (Page(
            "Account not connected", nameof(ConnectBody.Problem),
            error.Detail) with
        { Status = ErrorResults.StatusCodeOf(error.Kind) }).Answer(context);

    private static StandalonePage Page(string title, string name, string value) =>
        StandalonePage.Of<ConnectBody>(title, (name, value)) with { ReferrerPolicy = NoReferrer };
}
