using McpGateway.Foundation.Pages;

namespace McpGateway.AuthorizationServer.Pages;

/// <summary>Tells the user something, without anything to decide.</summary>
internal static class MessagePage
{
    public static IResult Problem(HttpContext context, string detail, int status = StatusCodes.Status400BadRequest) => new StandalonePage("This did not work", $"""
        {PageParts.Problem(detail)}
        <p>Close this page and start again from your client.</p>
        """) { Status = status }.Answer(context);

    public static IResult Done(HttpContext context, string title, string detail) => new StandalonePage(title, PageParts.Done(detail)).Answer(context);
}
