using McpGateway.Cli.Running;

namespace McpGateway.EndToEndTests.Cli.Verbs;

/// <summary>Servers and their versions.</summary>
[Collection(VerbGroup.Name)]
public sealed class ServerVerbTests(CliGateway shared) : VerbTests(shared)
{
    [Fact]
    public async Task Server_FromAddToRemove_IsManaged()
    {
        var added = await RunAsync("server", "add", "/team/verbs", Shared.Server.Address.ToString(), "--name", "Verbs", "--tag", "one");
        Assert.Contains("/team/verbs is registered and switched on: healthy", added, StringComparison.Ordinal);
        Assert.Contains($"{Shared.Url}/team/verbs/mcp", added, StringComparison.Ordinal);

        Assert.Contains("/team/verbs", await RunAsync("server", "list", "--tag", "one"), StringComparison.Ordinal);
        Assert.DoesNotContain("/team/verbs", await RunAsync("server", "list", "--unhealthy"), StringComparison.Ordinal);
        Assert.Contains("test_simple_text", await RunAsync("server", "tools", "team/verbs"), StringComparison.Ordinal);
        Assert.Contains("has", await RunAsync("server", "refresh", "/team/verbs"), StringComparison.Ordinal);
        Assert.Contains("4 stars", await RunAsync("server", "rate", "/team/verbs", "4"), StringComparison.Ordinal);
        Assert.Matches("admin +4", await RunAsync("server", "rating", "/team/verbs"));
        Assert.Contains("team", (await JsonAsync("server", "manifest", "/team/verbs")).GetRawText(), StringComparison.Ordinal);

        // What is not said stays; a secret is read from the environment and shown to nobody.
        Cli.Variables["UPSTREAM_KEY"] = CliGateway.Secret("a-very-secret-upstream-key");
        await RunAsync("server", "edit", "/team/verbs", "--description", "Edited", "--header", "X-Api-Key=env:UPSTREAM_KEY");
        var detail = await JsonAsync("server", "get", "/team/verbs");
        Assert.Equal("Edited", detail.GetProperty("description").GetString());
        Assert.Equal("Verbs", detail.GetProperty("display_name").GetString());
        Assert.Equal("one", Assert.Single(detail.GetProperty("tags").EnumerateArray()).GetString());
        Assert.Equal("X-Api-Key", Assert.Single(detail.GetProperty("header_names").EnumerateArray()).GetString());
        Assert.DoesNotContain("a-very-secret", await RunAsync("server", "get", "/team/verbs"), StringComparison.Ordinal);
        await RunAsync("server", "edit", "/team/verbs", "--auth-provider", "somebody");
        await RunAsync("server", "edit", "/team/verbs", "--auth-provider", "");
        Assert.DoesNotContain("somebody", (await JsonAsync("server", "get", "/team/verbs")).GetRawText(), StringComparison.Ordinal);

        var taken = await Cli.RunAsync("server", "add", "/team/verbs", "http://127.0.0.1:9/mcp");
        Assert.Contains("already exists", taken.Error, StringComparison.Ordinal);
        Assert.Contains("say --replace", taken.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("overwrite", taken.Error, StringComparison.Ordinal);

        Assert.Contains("is disabled", await RunAsync("server", "disable", "/team/verbs"), StringComparison.Ordinal);
        Assert.Contains("is enabled", await RunAsync("server", "enable", "/team/verbs"), StringComparison.Ordinal);
        Assert.Contains("healthy", await RunAsync("server", "health", "/team/verbs"), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Misused, (await Cli.RunAsync("server", "remove", "/team/verbs")).ExitCode);
        Assert.Contains("is removed", await RunAsync("server", "remove", "/team/verbs", "--yes"), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await Cli.RunAsync("server", "get", "/team/verbs")).ExitCode);
    }

    [Fact]
    public async Task ServerVersion_FromAddToRemove_IsManaged()
    {
        await RunAsync(
            "server", "add", "/team/several", Shared.Server.Address.ToString(), "--name", "Several", "--tag", "one", "--license", "MIT");

        var added = await RunAsync("server", "version", "add", "/team/several", "2.0.0", Shared.Server.Address.ToString());
        Assert.Contains("/team/several:2.0.0 is registered and switched on: healthy", added, StringComparison.Ordinal);
        var second = await JsonAsync("server", "get", "/team/several:2.0.0");
        Assert.Equal(
            ("Several", "MIT", "one"),
            (second.GetProperty("display_name").GetString(), second.GetProperty("license").GetString(),
                Assert.Single(second.GetProperty("tags").EnumerateArray()).GetString()));
        Assert.Equal("1.0.0", await DefaultAsync());
        Assert.Contains("2.0.0", await RunAsync("server", "version", "list", "/team/several"), StringComparison.Ordinal);

        // One that is there stays unless it is to be replaced.
        var taken = await Cli.RunAsync("server", "version", "add", "/team/several", "2.0.0", "http://127.0.0.1:9/mcp", "--disabled");
        Assert.Equal(ExitCodes.Failed, taken.ExitCode);
        Assert.Contains("--replace", taken.Error, StringComparison.Ordinal);
        await RunAsync("server", "version", "add", "/team/several", "2.0.0", Shared.Server.Address.ToString(), "--replace");

        Assert.Contains(
            "/team/several answers as 2.0.0", await RunAsync("server", "version", "default", "/team/several", "2.0.0"),
            StringComparison.Ordinal);
        Assert.Equal("2.0.0", await DefaultAsync());
        Assert.Equal(ExitCodes.Misused, (await Cli.RunAsync("server", "version", "remove", "/team/several", "1.0.0")).ExitCode);
        Assert.Equal(ExitCodes.Failed, (await Cli.RunAsync("server", "version", "remove", "/team/several", "2.0.0", "-y")).ExitCode);
        Assert.Contains(
            "Version 1.0.0 of /team/several is removed",
            await RunAsync("server", "version", "remove", "/team/several", "1.0.0", "--yes"), StringComparison.Ordinal);
        Assert.Single((await JsonAsync("server", "version", "list", "/team/several")).GetProperty("versions").EnumerateArray());
        Assert.Equal(
            ExitCodes.NotFound, (await Cli.RunAsync("server", "version", "default", "/team/several", "1.0.0")).ExitCode);
        Assert.Equal(ExitCodes.NotFound, (await Cli.RunAsync("server", "version", "list", "/nowhere")).ExitCode);
        var builtIn = await Cli.RunAsync("server", "version", "add", "/currenttime", "2.0.0", "http://127.0.0.1:9/mcp");
        Assert.Contains("has one version", builtIn.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--replace", builtIn.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await Cli.RunAsync("server", "version", "add", "/nowhere", "2.0.0", "http://a.test")).ExitCode);
        await RunAsync("server", "remove", "/team/several", "--yes");

        async Task<string?> DefaultAsync() =>
            (await JsonAsync("server", "version", "list", "/team/several")).GetProperty("default_version").GetString();
    }

    [Fact]
    public async Task Server_ImportAndApprove_TellWhatHappened()
    {
        Cli.Input =
            $$"""[{"server_name": "Imported", "path": "/imported", "description": "d", "proxy_pass_url": "{{Shared.Server.Address}}"}]""";

        Assert.Contains("created", await RunAsync("server", "import", "-"), StringComparison.Ordinal);
        Assert.Contains("approved", await RunAsync("server", "approve", "/currenttime"), StringComparison.Ordinal);
        await RunAsync("server", "remove", "/imported", "-y");
    }
}
