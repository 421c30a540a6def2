using System.Text.Encodings.Web;
using McpGateway.Core.Foundation;
using McpGateway.Core.Foundation.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpGateway.Core.Egress.Connections;

/// <summary>What a person sees at the end. No script, no style from elsewhere, no frame.</summary>
internal static class ConnectPage
{
    public static void Protect(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        response.Headers.XFrameOptions = "DENY";
        response.Headers.XContentTypeOptions = "nosniff";

        // The address of the callback holds the code.
        response.Headers["Referrer-Policy"] = "no-referrer";
    }

    public static IResult Done(string server) =>
        Page(StatusCodes.Status200OK, "Account connected", $"Your account at {server} is connected. You can close this window and go on.");

    public static IResult Problem(Error error) => Page(ErrorResults.StatusCodeOf(error.Kind), "Account not connected", error.Detail);

    private static ContentHttpResult Page(int status, string title, string text) => TypedResults.Text(
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{HtmlEncoder.Default.Encode(title)}</title></head>
        <body><main><h1>{HtmlEncoder.Default.Encode(title)}</h1><p>{HtmlEncoder.Default.Encode(text)}</p></main></body>
        </html>
        """,
        "text/html; charset=utf-8",
        statusCode: status);
}
