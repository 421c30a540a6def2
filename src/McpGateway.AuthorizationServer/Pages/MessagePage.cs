using McpGateway.Foundation.Pages;

namespace McpGateway.AuthorizationServer.Pages;

/// <summary>Tells the user something, without anything to decide.</summary>
internal static class MessagePage
{
    public static IResult Problem(HttpContext context, string detail, int status = StatusCodes.Status400BadRequest) =>
        (StandalonePage.Of<MessageBody>(
            "This did not work", (nameof(MessageBody.Problem), detail)) with
        { Status = status }).Answer(context);

    /// <summary>Something was decided, and not carried out: nothing of it may look like a success.</summary>
    public static IResult Refused(HttpContext context, string title, string detail) =>
        StandalonePage.Of<MessageBody>(title, (nameof(MessageBody.Outcome), detail)).Answer(context);

    public static IResult Done(HttpContext context, string title, string detail) =>
        StandalonePage.Of<MessageBody>(title, (nameof(MessageBody.Done), detail)).Answer(context);
}
