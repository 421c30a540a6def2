using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Cli;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>Every way to sign in, against a gateway whose access tokens live for seconds.</summary>
public sealed partial class SignInTests(CliGateway shared) : IClassFixture<CliGateway>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Login_Browser_KeepsTokensAndRenewsThem()
    {
        using var cli = new TestCli();
        var visits = new List<Task>();
        cli.OpenBrowser = page =>
        {
            visits.Add(shared.AllowAsync(page));
            return true;
        };

        var login = await cli.RunAsync("login", "--gateway", shared.Url);

        Assert.Contains("as admin (profile 'default')", login.Text, StringComparison.Ordinal);
        await Task.WhenAll(visits);
        var store = CredentialFile.In(cli.Configuration);
        var first = store.Find("default")!;
        Assert.NotNull(first.RefreshToken);

        // One that has ended is renewed before it is used; of many runs at once one does it, or the grant would end.
        store.Save("default", first with { ExpiresAt = DateTimeOffset.UnixEpoch });
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cli.RunAsync("whoami", "--json")));
        Assert.All(runs, static run => Assert.Equal("admin", JsonDocument.Parse(run.Text).RootElement.GetProperty("username").GetString()));
        var second = store.Find("default")!;
        Assert.NotEqual(first.AccessToken, second.AccessToken);

        // One that the gateway does not take is renewed too.
        store.Save("default", second with { AccessToken = second.AccessToken[..^4] + "AAAA" });
        Assert.Contains("admin", (await cli.RunAsync("whoami")).Text, StringComparison.Ordinal);

        // The second sign-in is the same client: nothing is asked again but the session.
        var again = await cli.RunAsync("login");
        await Task.WhenAll(visits);
        Assert.Equal(first.ClientId, store.Find("default")!.ClientId);
        Assert.Equal(ExitCodes.Success, again.ExitCode);

        var logout = await cli.RunAsync("logout", "--json");
        Assert.True(JsonDocument.Parse(logout.Text).RootElement.GetProperty("revoked").GetBoolean());
        var after = await cli.RunAsync("whoami");
        Assert.Equal(ExitCodes.NotSignedIn, after.ExitCode);
        Assert.Contains("mcpgw login", after.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_Device_ShowsACodeThatIsEnteredElsewhere()
    {
        using var cli = new TestCli();
        await using var process = McpgwProcess.Start(cli, "login", "--gateway", shared.Url, "--device");
        var code = await process.WaitForLineAsync(
            static line => UserCode().Match(line) is { Success: true } match ? match.Value : null, Cancellation);

        await shared.AllowDeviceAsync(code);

        Assert.Equal(ExitCodes.Success, await process.WaitForExitAsync(Cancellation));
        Assert.Contains("admin", (await cli.RunAsync("whoami")).Text, StringComparison.Ordinal);
    }

    /// <summary>What is said with the command goes before what is in the environment.</summary>
    [Fact]
    public async Task Login_NamedProfile_GoesToItsGatewayWhateverTheVariableSays()
    {
        using var cli = new TestCli { Input = GatewayProcess.Password + "\n" };
        await cli.RunAsync("login", "--profile", "staging", "--gateway", shared.Url, "--username", "admin");
        cli.Variables["MCPGW_URL"] = "http://127.0.0.1:9";

        var named = await cli.RunAsync("login", "--profile", "staging", "--username", "admin");
        var unnamed = await cli.RunAsync("login", "--username", "admin");
        var fresh = await cli.RunAsync("login", "--profile", "fresh", "--username", "admin");

        Assert.Contains($"Signed in to {shared.Url} as admin (profile 'staging')", named.Text, StringComparison.Ordinal);
        Assert.Equal((ExitCodes.Unreachable, ExitCodes.Unreachable), (unnamed.ExitCode, fresh.ExitCode));
    }

    [Fact]
    public async Task Login_Password_IsAskedForOnATerminalAndReadFromAPipe()
    {
        using var asked = new TestCli { IsInteractive = true, Secrets = [GatewayProcess.Password] };
        using var piped = new TestCli { Input = GatewayProcess.Password + "\r\n" };

        var results = new[]
        {
            await asked.RunAsync("login", "--gateway", shared.Url, "--username", "admin"),
            await piped.RunAsync("login", "--gateway", shared.Url, "--username", "admin"),
        };

        Assert.All(results, static result => Assert.Contains("Signed in", result.Text, StringComparison.Ordinal));
        Assert.All(
            results,
            static result => Assert.DoesNotContain(GatewayProcess.Password, result.Out + result.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Login_WrongPassword_TellsItAndKeepsNothing()
    {
        using var cli = new TestCli { Input = "wrong\n" };

        var result = await cli.RunAsync("login", "--gateway", shared.Url, "--username", "nobody");

        Assert.Equal(ExitCodes.NotSignedIn, result.ExitCode);
        Assert.False(Directory.Exists(cli.Configuration) && Directory.EnumerateFiles(cli.Configuration, "*.json").Any());
    }

    [Fact]
    public async Task Login_Token_IsReadFromAPipe()
    {
        var token = CliGateway.Secret(await shared.Gateway.VendAsync(Cancellation));
        using var cli = new TestCli { Input = token + "\n" };

        Assert.Contains("Signed in", (await cli.RunAsync("login", "--gateway", shared.Url, "--token", "-")).Text, StringComparison.Ordinal);
        var profiles = JsonDocument.Parse((await cli.RunAsync("profile", "list", "--json")).Text).RootElement;
        var profile = Assert.Single(profiles.EnumerateArray());
        Assert.Equal(
            ("default", shared.Url, "admin", true),
            (profile.GetProperty("name").GetString(), profile.GetProperty("url").GetString()!.TrimEnd('/'),
                profile.GetProperty("user").GetString(), profile.GetProperty("signed_in").GetBoolean()));
        Assert.Equal(token + "\n", (await cli.RunAsync("token", "print")).Text);
    }

    /// <summary>Another address gets no token of the profile, and a gateway that is not there is told as that.</summary>
    [Fact]
    public async Task Run_OtherGateway_GetsNoToken()
    {
        using var cli = await shared.SignedInAsync();

        var other = await cli.RunAsync("whoami", "--gateway", shared.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        var missing = await cli.RunAsync("whoami", "--gateway", "http://127.0.0.1:9");
        var neverThere = await cli.RunAsync("login", "--profile", "fresh", "--gateway", "http://127.0.0.1:9");

        Assert.Equal(ExitCodes.NotSignedIn, other.ExitCode);
        Assert.Equal(ExitCodes.Unreachable, missing.ExitCode);
        Assert.Equal(ExitCodes.Unreachable, neverThere.ExitCode);
        Assert.Contains("Check that the gateway runs", missing.Error, StringComparison.Ordinal);
    }

    /// <summary>Metadata of another address would send codes and tokens there.</summary>
    [Fact]
    public async Task Login_GatewayThatCallsItselfOtherwise_IsRefused()
    {
        await using var other = WebApplication.CreateSlimBuilder().Build();
        other.Urls.Add("http://127.0.0.1:0");
        other.MapGet("/.well-known/oauth-authorization-server", () => Results.Json(new
        {
            issuer = shared.Url,
            authorization_endpoint = shared.Url + "/oauth2/authorize",
            token_endpoint = shared.Url + "/oauth2/token",
        }));
        await other.StartAsync(Cancellation);
        using var cli = new TestCli { OpenBrowser = static _ => throw new InvalidOperationException("Nobody is to be sent there.") };

        var result = await cli.RunAsync("login", "--gateway", other.Urls.Single());

        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Contains($"The gateway at {other.Urls.Single()} calls itself {shared.Url}", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(cli.Configuration, "credentials.json")));
    }

    [Fact]
    public async Task Profiles_Several_AreChosenByName()
    {
        using var cli = await shared.SignedInAsync();
        cli.Input = GatewayProcess.Password + "\n";
        Assert.Contains(
            "profile 'second'",
            (await cli.RunAsync("login", "--profile", "second", "--gateway", shared.Url, "--username", "admin")).Text,
            StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Success, (await cli.RunAsync("profile", "use", "default")).ExitCode);
        Assert.Contains("default *", (await cli.RunAsync("profile", "list")).Text, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, (await cli.RunAsync("profile", "remove", "second")).ExitCode);
        Assert.Equal(ExitCodes.Misused, (await cli.RunAsync("whoami", "--profile", "second")).ExitCode);
        Assert.Equal(ExitCodes.NotFound, (await cli.RunAsync("profile", "use", "second")).ExitCode);
    }

    [GeneratedRegex("[A-Z0-9]{4}-[A-Z0-9]{4}")]
    private static partial Regex UserCode();
}
