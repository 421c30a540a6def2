using System.Net;
using System.Text.RegularExpressions;

namespace McpGateway.EndToEndTests.Support;

/// <summary>The pages on which a signed-in person lets a client in, filled in by HTTP.</summary>
/// <param name="person">Has the person's session, and follows no redirects.</param>
internal sealed partial class LetInPages(HttpClient person)
{
    /// <summary>Opens the page that a client asks to have opened, allows, and goes where the gateway sends the browser.</summary>
    public async Task AllowAsync(Uri page, CancellationToken cancellationToken)
    {
        using var opened = await person.GetAsync(page, cancellationToken);
        var back = opened.Headers.Location;
        if (back is null)
        {
            using var decided = await DecideAsync(opened, cancellationToken);
            back = decided.Headers.Location;
        }

        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answered = await browser.GetAsync(back, cancellationToken);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    /// <summary>Enters the code that a device shows, and allows what it asks for.</summary>
    public async Task AllowDeviceAsync(string userCode, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent([new("user_code", userCode)]);
        using var entered = await person.PostAsync(new Uri("/device", UriKind.Relative), form, cancellationToken);
        using var decided = await DecideAsync(entered, cancellationToken);
        Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
    }

    private async Task<HttpResponseMessage> DecideAsync(HttpResponseMessage page, CancellationToken cancellationToken)
    {
        var html = await page.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(page.StatusCode == HttpStatusCode.OK && Ticket().IsMatch(html), $"{(int)page.StatusCode} {html}");
        using var form = new FormUrlEncodedContent([new("ticket", Ticket().Match(html).Groups["ticket"].Value), new("decision", "allow")]);
        return await person.PostAsync(new Uri(Action().Match(html).Groups["to"].Value, UriKind.Relative), form, cancellationToken);
    }

    [GeneratedRegex("name=\"ticket\" value=\"(?<ticket>[^\"]+)\"")]
    private static partial Regex Ticket();

    [GeneratedRegex("action=\"(?<to>[^\"]+)\"")]
    private static partial Regex Action();
}
