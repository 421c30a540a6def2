using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Cli;
using McpGateway.Tests.Logs;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>A gateway for commands, and a person with a browser who lets them in.</summary>
public sealed class CliGateway : SharedGateway
{
    internal NodeServer Server { get; private set; } = null!;

    internal string Url => Gateway.Address.GetLeftPart(UriPartial.Authority);

    private LetInPages Pages => new(Gateway.Client);

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
    internal Task AllowAsync(Uri page) => Pages.AllowAsync(page, Cancellation);

    internal Task AllowDeviceAsync(string userCode) => Pages.AllowDeviceAsync(userCode, Cancellation);

    /// <summary>A token that no log may show.</summary>
    internal static string Secret(string token)
    {
        TestLog.Current.Secret(token);
        return token;
    }
}
