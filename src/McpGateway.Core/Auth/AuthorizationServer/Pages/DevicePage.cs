namespace McpGateway.Core.Auth.AuthorizationServer.Pages;

/// <summary>Asks for the code that a device shows (RFC 8628 §3.3).</summary>
internal static class DevicePage
{
    public static IResult Show(HttpContext context, string? userCode, string? problem, int status = StatusCodes.Status200OK) => OAuthPage.Answer(
        context,
        status,
        "Connect a device",
        $"""
        <p>Enter the code that the device or program shows.</p>
        {(problem is null ? "" : $"<p class=\"bad\" role=\"alert\" id=\"problem\">{OAuthPage.Encode(problem)}</p>")}
        <form method="post" action="/device">
        <label for="user_code">Code</label>
        <input id="user_code" name="user_code" class="code" value="{OAuthPage.Encode(userCode)}" maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" required autofocus>
        <button>Continue</button>
        </form>
        """);
}
