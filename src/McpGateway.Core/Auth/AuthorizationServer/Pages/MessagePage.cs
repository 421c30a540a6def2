namespace McpGateway.Core.Auth.AuthorizationServer.Pages;

/// <summary>Tells the user something, without anything to press.</summary>
internal static class MessagePage
{
    public static IResult Problem(HttpContext context, string detail, int status = StatusCodes.Status400BadRequest) => OAuthPage.Answer(
        context,
        status,
        "This did not work",
        $"<p class=\"bad\" role=\"alert\" id=\"problem\">{OAuthPage.Encode(detail)}</p><p>Close this page and start again from your client.</p>");

    public static IResult Done(HttpContext context, string title, string detail) =>
        OAuthPage.Answer(context, StatusCodes.Status200OK, title, $"<p id=\"done\">{OAuthPage.Encode(detail)}</p>");
}
