using McpGateway.Cli.Running;

namespace McpGateway.EndToEndTests.Cli.Verbs;

/// <summary>Who may do what: groups, users, tokens and rules.</summary>
[Collection(VerbGroup.Name)]
public sealed class AccessVerbTests(CliGateway shared) : VerbTests(shared)
{
    [Fact]
    public async Task Group_FromAddToRemove_IsManaged()
    {
        Assert.Contains("is created", await RunAsync("group", "add", "verbs", "--description", "Of a test"), StringComparison.Ordinal);
        Assert.Contains("/currenttime", await RunAsync("group", "grant", "verbs", "/currenttime"), StringComparison.Ordinal);
        Assert.Contains("currenttime", await RunAsync("group", "get", "verbs"), StringComparison.Ordinal);
        Assert.Contains("verbs", await RunAsync("group", "list"), StringComparison.Ordinal);
        Cli.Input = await RunAsync("group", "export", "verbs");
        Assert.Contains("imported", await RunAsync("group", "import", "-"), StringComparison.Ordinal);
        await RunAsync("group", "revoke", "verbs", "/currenttime");
        Assert.Equal(ExitCodes.NotFound, (await Cli.RunAsync("group", "grant", "nobody", "/currenttime")).ExitCode);
        Assert.Contains("is removed", await RunAsync("group", "remove", "verbs", "--yes"), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await Cli.RunAsync("group", "get", "verbs")).ExitCode);
    }

    [Fact]
    public async Task User_FromAddToRemove_IsManaged()
    {
        Cli.Input = CliGateway.Secret("another correct horse battery") + "\n";
        Assert.Contains(
            "is created",
            await RunAsync(
                "user", "add", "maria", "--email", "maria@example.com", "--first-name", "Maria", "--last-name", "M", "--group",
                "registry-users-lob1"),
            StringComparison.Ordinal);
        Assert.Contains("maria", await RunAsync("user", "list", "--search", "maria"), StringComparison.Ordinal);
        Assert.Contains("registry-users-lob2", await RunAsync("user", "groups", "maria", "registry-users-lob2"), StringComparison.Ordinal);
        Assert.Contains("disabled", await RunAsync("user", "disable", "maria"), StringComparison.Ordinal);
        Assert.Contains("enabled", await RunAsync("user", "enable", "maria"), StringComparison.Ordinal);
        Cli.Input = CliGateway.Secret("yet another correct horse") + "\n";
        await RunAsync("user", "password", "maria", "--must-change");
        var service = await JsonAsync("user", "add-service", "nightly", "--group", "registry-users-lob1");
        CliGateway.Secret(service.GetProperty("client_secret").GetString()!);
        Assert.Contains("is removed", await RunAsync("user", "remove", "maria", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_CreatedToken_WorksUntilItIsRevoked()
    {
        var made = await JsonAsync("token", "create", "--hours", "1", "--description", "of a test");
        var token = CliGateway.Secret(made.GetProperty("tokens").GetProperty("access_token").GetString()!);
        var id = made.GetProperty("token_data").GetProperty("jti").GetString()!;

        Assert.Contains("admin", await RunAsync("whoami", "--token", token), StringComparison.Ordinal);
        Assert.Contains("of a test", await RunAsync("token", "list"), StringComparison.Ordinal);
        Assert.Contains("is revoked", await RunAsync("token", "revoke", id), StringComparison.Ordinal);
        var refused = await Cli.RunAsync("whoami", "--token", token);
        Assert.Equal(ExitCodes.NotSignedIn, refused.ExitCode);
        Assert.DoesNotContain(token, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_ExplainSimulateExportImport_Agree()
    {
        var denied = await Cli.RunAsync(
            "access", "explain", "currenttime", "--tool", "other", "--group", "registry-users-lob1", "--fail");
        Assert.Equal(ExitCodes.Findings, denied.ExitCode);
        Assert.Contains("denied", denied.Out, StringComparison.Ordinal);

        // The draft allows what is denied, and changes nothing.
        Cli.Input = "registry-users-lob1:\n  - server: currenttime\n    methods: [tools/call]\n    tools: [other]\n"
            + "group_mappings:\n  registry-users-lob1: [registry-users-lob1]\n";
        var simulated = await RunAsync(
            "access", "simulate", "currenttime", "--tool", "other", "--group", "registry-users-lob1", "--draft", "-");
        Assert.Contains("allowed", simulated, StringComparison.Ordinal);
        Assert.Equal(
            ExitCodes.Findings,
            (await Cli.RunAsync(
                "access", "explain", "currenttime", "--tool", "other", "--group", "registry-users-lob1", "--fail")).ExitCode);

        await RunAsync("access", "export", "--output", "scopes.yml");
        Assert.Contains("written", await RunAsync("access", "import", "scopes.yml"), StringComparison.Ordinal);
        Cli.Input = "broken: {";
        Assert.Equal(ExitCodes.Failed, (await Cli.RunAsync("access", "import", "-")).ExitCode);
    }
}
