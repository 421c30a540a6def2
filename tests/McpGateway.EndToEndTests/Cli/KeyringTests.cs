using System.Text.Json;
using McpGateway.Cli.Keyrings;
using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;
using McpGateway.IntegrationTests.Cli.Keyrings;
using McpGateway.IntegrationTests.Storage.Faults;
using McpGateway.Tests.Cli;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>Where a sign-in keeps its tokens: in a GNOME Keyring, or in the file.</summary>
public sealed class KeyringTests(CliGateway shared) : IClassFixture<CliGateway>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Login_KeyringThere_KeepsTheTokensInItAndInNoFile()
    {
        await using var keyring = await GnomeKeyring.StartAsync();
        using var cli = At(keyring);

        var login = await SignInAsync(cli);

        Assert.DoesNotContain("No keyring", login.Error, StringComparison.Ordinal);
        var store = StoreOf(keyring, cli);
        var first = (await store.FindAsync("default", Cancellation))!;
        Assert.NotNull(first.RefreshToken);
        Assert.All(Directory.EnumerateFiles(cli.Configuration), file =>
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotContain(first.AccessToken, text, StringComparison.Ordinal);
            Assert.DoesNotContain(first.RefreshToken!, text, StringComparison.Ordinal);
        });
        Assert.Contains("yes, keyring", (await cli.RunAsync("profile", "list")).Text, StringComparison.Ordinal);

        // One that has ended is renewed; of many runs at once one does it, and the keyring has what it got.
        await store.SaveAsync("default", first with { ExpiresAt = DateTimeOffset.UnixEpoch }, Cancellation);
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => cli.RunAsync("whoami")));
        Assert.All(runs, static run => Assert.Contains("admin", run.Text, StringComparison.Ordinal));
        var second = (await store.FindAsync("default", Cancellation))!;
        Assert.NotEqual(first.RefreshToken, second.RefreshToken);

        Assert.Equal(ExitCodes.Success, (await cli.RunAsync("logout")).ExitCode);
        Assert.DoesNotContain("mcpgw", await keyring.SearchAsync(), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotSignedIn, (await cli.RunAsync("whoami")).ExitCode);
    }

    [Fact]
    public async Task Login_OtherStore_LeavesNothingInTheFirst()
    {
        await using var keyring = await GnomeKeyring.StartAsync();
        using var cli = At(keyring);
        await SignInAsync(cli, "--store", "file");
        var file = CredentialFile.In(cli.Configuration);
        Assert.NotNull(file.Find("default"));

        await SignInAsync(cli, "--store", "keyring");
        Assert.Null(file.Find("default"));
        Assert.NotNull(await StoreOf(keyring, cli).FindAsync("default", Cancellation));

        await SignInAsync(cli, "--store", "file");
        Assert.NotNull(file.Find("default"));
        Assert.Null(await StoreOf(keyring, cli).FindAsync("default", Cancellation));
    }

    [Fact]
    public async Task Use_LockedKeyring_SaysWhatToDo()
    {
        await using var keyring = await GnomeKeyring.StartAsync();
        using var cli = At(keyring);
        await SignInAsync(cli);
        await keyring.LockAsync();

        var whoami = await cli.RunAsync("whoami");
        var list = await cli.RunAsync("profile", "list", "--json");
        var fresh = await SignInAsync(cli, "--profile", "fresh");

        Assert.Equal(ExitCodes.Failed, whoami.ExitCode);
        Assert.Contains("The keyring is locked.", whoami.Error, StringComparison.Ordinal);
        Assert.Contains("mcpgw login --store file", whoami.Error, StringComparison.Ordinal);
        var profile = Assert.Single(JsonDocument.Parse(list.Text).RootElement.EnumerateArray());
        Assert.Equal(JsonValueKind.Null, profile.GetProperty("signed_in").ValueKind);
        Assert.Contains("No keyring: The keyring is locked.", fresh.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_NoKeyring_KeepsTheFileAndSaysSoInOneLine()
    {
        using var cli = new TestCli();
        cli.Variables["MCPGW_STORE"] = "auto";

        var login = await SignInAsync(cli);

        var line = Assert.Single(login.Error.Split('\n'), static line => line.Contains("No keyring", StringComparison.Ordinal));
        Assert.Contains(CredentialFile.In(cli.Configuration).Path, line, StringComparison.Ordinal);
        Assert.NotNull(CredentialFile.In(cli.Configuration).Find("default"));
        Assert.Contains("yes, file", (await cli.RunAsync("profile", "list")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("No keyring", (await SignInAsync(cli, "--store", "file")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keyring", null, ExitCodes.Failed, "no session bus")]
    [InlineData(null, "keyring", ExitCodes.Failed, "no session bus")]
    [InlineData(null, "pocket", ExitCodes.Misused, "MCPGW_STORE is 'pocket'")]
    [InlineData("pocket", null, ExitCodes.Misused, "pocket")]
    public async Task Login_StoreThatIsNotThere_IsRefusedBeforeAnybodySignsIn(
        string? option, string? variable, int exitCode, string message)
    {
        using var cli = new TestCli { OpenBrowser = static _ => throw new InvalidOperationException("Nobody is to be asked.") };
        cli.Variables["MCPGW_STORE"] = variable ?? "";

        string[] stated = option is null ? [] : ["--store", option];
        var result = await cli.RunAsync(["login", "--gateway", shared.Url, .. stated]);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(cli.Configuration));
    }

    /// <summary>A refresh token is not spent before there is room for the next one.</summary>
    [Fact]
    public async Task Renew_FullDisk_FailsAndIsMadeUpForLater()
    {
        await using var disk = await SmallDisk.MountAsync(Cancellation);
        using var cli = new TestCli();
        cli.Variables["MCPGW_CONFIG_DIR"] = disk.Directory;
        await SignInAsync(cli, "--store", "file");
        var file = CredentialFile.In(disk.Directory);
        var first = file.Find("default")!;
        file.Save("default", first with { ExpiresAt = DateTimeOffset.UnixEpoch });

        disk.Fill();
        var full = await cli.RunAsync("whoami");
        disk.Free();

        Assert.Equal(ExitCodes.Failed, full.ExitCode);
        Assert.Contains("cannot be written", full.Error, StringComparison.Ordinal);
        Assert.Contains("admin", (await cli.RunAsync("whoami")).Text, StringComparison.Ordinal);
        Assert.NotEqual(first.RefreshToken, file.Find("default")!.RefreshToken);
    }

    private static TestCli At(GnomeKeyring keyring)
    {
        var cli = new TestCli();
        cli.Variables["DBUS_SESSION_BUS_ADDRESS"] = keyring.Address;
        cli.Variables["MCPGW_STORE"] = "auto";
        return cli;
    }

    private static SecretServiceStore StoreOf(GnomeKeyring keyring, TestCli cli) =>
        new(keyring.Address, cli.Configuration, TimeProvider.System);

    private async Task<CliResult> SignInAsync(TestCli cli, params string[] options)
    {
        var visits = new List<Task>();
        cli.OpenBrowser = page =>
        {
            visits.Add(shared.AllowAsync(page));
            return true;
        };
        var login = await cli.RunAsync(["login", "--gateway", shared.Url, .. options]);
        Assert.True(login.ExitCode == ExitCodes.Success, login.Error);
        await Task.WhenAll(visits);
        return login;
    }
}
