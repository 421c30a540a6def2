using McpGateway.Foundation.Pages;

namespace McpGateway.AuthorizationServer.Pages;

/// <summary>Asks for the code that a device shows (RFC 8628 §3.3).</summary>
internal static class DevicePage
{
    // A code with its dash, and what people put between the letters.
    private const int MaxTyped = 20;

    /// <param name="typed">What the field holds: a code from the address, or what was entered and is not right, so that one letter can be mended.</param>
    public static IResult Show(HttpContext context, string? typed, string? problem, int status = StatusCodes.Status200OK) => new StandalonePage("Connect a device", $"""
        <p>Enter the code that the device or program shows.</p>
        {PageParts.Problem(problem)}
        <form method="post" action="/device">
        <div class="field"><label for="user_code">Code</label>
        <input id="user_code" name="user_code" class="code" value="{StandalonePage.Encode(Kept(typed))}" maxlength="{MaxTyped}" placeholder="XXXX-XXXX" autocomplete="off" autocapitalize="characters" autocorrect="off" spellcheck="false" aria-describedby="rule"{(problem is null ? "" : " aria-invalid=\"true\"")} required autofocus>
        <span class="hint" id="rule">Eight letters. Small ones and spaces will do, the dash may be left out.</span></div>
        <button class="button primary">Continue</button>
        </form>
        {(typed is not null && problem is null ? PageParts.Warning("The code came with the link. Go on only if the device in front of you shows the same one.") : "")}
        """) { Status = status }.Answer(context);

    private static string Kept(string? typed) =>
        new([.. (typed ?? "").Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or ' ').Take(MaxTyped)]);
}
