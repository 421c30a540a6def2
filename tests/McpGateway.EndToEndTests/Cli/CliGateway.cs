using System.Net;
using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Cli;
using McpGateway.Tests.Logs;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>A gateway for commands, and a person with a browser who lets them in.</summary>
public sealed partial class CliGateway : SharedGateway
{
    internal NodeServer Server { get; private set; } = null!;

    internal string Url => Gateway.Address.GetLeftPart(UriPartial.Authority);

    private protected override async Task SeedAsync() => Server = Keep(await NodeServer.StartAsync("stateful-server.mjs", Cancellation));

    /// <summary>A command line that has signed in as the administrator.</summary>
    internal async Task<TestCli> SignedInAsync()
    {
        var cli = new TestCli { Input = GatewayProcess.Password + "\n" };
        var login = await cli.RunAsync("login", "--gateway", Url, "--username", "admin");
        Assert.Contains("Signed in", login.Text, StringComparison.Ordinal);
        return cli;
    }

    /// <summary>Opens the page as the signed-in person, allows, and goes where the gateway sends the browser.</summary>
    internal async Task AllowAsync(Uri page)
    {
        using var opened = await Gateway.Client.GetAsync(page, Cancellation);
        var back = opened.Headers.Location;
        if (back is null)
        {
            using var decided = await DecideAsync(opened);
            back = decided.Headers.Location;
        }

        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answered = await browser.GetAsync(back, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    internal async Task AllowDeviceAsync(string userCode)
    {
        using var form = new FormUrlEncodedContent([new("user_code", userCode)]);
        using var entered = await Gateway.Client.PostAsync(new Uri("/device", UriKind.Relative), form, Cancellation);
        using var decided = await DecideAsync(entered);
        Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
    }

    /// <summary>A token that no log may show.</summary>
    internal static string Secret(string token)
    {
        TestLog.Current.Secret(token);
        return token;
    }

    private async Task<HttpResponseMessage> DecideAsync(HttpResponseMessage page)
    {
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        Assert.True(page.StatusCode == HttpStatusCode.OK && Ticket().IsMatch(html), $"{(int)page.StatusCode} {html}");
        using var form = new FormUrlEncodedContent([new("ticket", Ticket().Match(html).Groups["ticket"].Value), new("decision", "allow")]);
        return await Gateway.Client.PostAsync(new Uri(Action().Match(html).Groups["to"].Value, UriKind.Relative), form, Cancellation);
    }

    [GeneratedRegex("name=\"ticket\" value=\"(?<ticket>[^\"]+)\"")]
    private static partial Regex Ticket();

    [GeneratedRegex("action=\"(?<to>[^\"]+)\"")]
    private static partial Regex Action();
}
