using System.Text.Json;
using McpGateway.Cli.Running;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Cli;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>Every verb against a running gateway.</summary>
public sealed class VerbTests(CliGateway shared) : IClassFixture<CliGateway>, IAsyncLifetime
{
    private TestCli _cli = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cli = await shared.SignedInAsync();

    public ValueTask DisposeAsync()
    {
        _cli?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Server_FromAddToRemove_IsManaged()
    {
        var added = await RunAsync("server", "add", "/team/verbs", shared.Server.Address.ToString(), "--name", "Verbs", "--tag", "one");
        Assert.Contains("/team/verbs is registered and switched on: healthy", added, StringComparison.Ordinal);
        Assert.Contains($"{shared.Url}/team/verbs/mcp", added, StringComparison.Ordinal);

        Assert.Contains("/team/verbs", await RunAsync("server", "list", "--tag", "one"), StringComparison.Ordinal);
        Assert.DoesNotContain("/team/verbs", await RunAsync("server", "list", "--unhealthy"), StringComparison.Ordinal);
        Assert.Contains("test_simple_text", await RunAsync("server", "tools", "team/verbs"), StringComparison.Ordinal);
        Assert.Contains("has", await RunAsync("server", "refresh", "/team/verbs"), StringComparison.Ordinal);
        Assert.Contains("4 stars", await RunAsync("server", "rate", "/team/verbs", "4"), StringComparison.Ordinal);

        // What is not said stays; a secret is read from the environment and shown to nobody.
        _cli.Variables["UPSTREAM_KEY"] = CliGateway.Secret("a-very-secret-upstream-key");
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

        var taken = await _cli.RunAsync("server", "add", "/team/verbs", "http://127.0.0.1:9/mcp");
        Assert.Contains("already exists", taken.Error, StringComparison.Ordinal);
        Assert.Contains("say --replace", taken.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("overwrite", taken.Error, StringComparison.Ordinal);

        Assert.Contains("is disabled", await RunAsync("server", "disable", "/team/verbs"), StringComparison.Ordinal);
        Assert.Contains("is enabled", await RunAsync("server", "enable", "/team/verbs"), StringComparison.Ordinal);
        Assert.Contains("healthy", await RunAsync("server", "health", "/team/verbs"), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Misused, (await _cli.RunAsync("server", "remove", "/team/verbs")).ExitCode);
        Assert.Contains("is removed", await RunAsync("server", "remove", "/team/verbs", "--yes"), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await _cli.RunAsync("server", "get", "/team/verbs")).ExitCode);
    }

    [Fact]
    public async Task ServerVersion_FromAddToRemove_IsManaged()
    {
        await RunAsync(
            "server", "add", "/team/several", shared.Server.Address.ToString(), "--name", "Several", "--tag", "one", "--license", "MIT");

        var added = await RunAsync("server", "version", "add", "/team/several", "2.0.0", shared.Server.Address.ToString());
        Assert.Contains("/team/several:2.0.0 is registered and switched on: healthy", added, StringComparison.Ordinal);
        var second = await JsonAsync("server", "get", "/team/several:2.0.0");
        Assert.Equal(
            ("Several", "MIT", "one"),
            (second.GetProperty("display_name").GetString(), second.GetProperty("license").GetString(),
                Assert.Single(second.GetProperty("tags").EnumerateArray()).GetString()));
        Assert.Equal("1.0.0", await DefaultAsync());
        Assert.Contains("2.0.0", await RunAsync("server", "version", "list", "/team/several"), StringComparison.Ordinal);

        // One that is there stays unless it is to be replaced.
        var taken = await _cli.RunAsync("server", "version", "add", "/team/several", "2.0.0", "http://127.0.0.1:9/mcp", "--disabled");
        Assert.Equal(ExitCodes.Failed, taken.ExitCode);
        Assert.Contains("--replace", taken.Error, StringComparison.Ordinal);
        await RunAsync("server", "version", "add", "/team/several", "2.0.0", shared.Server.Address.ToString(), "--replace");

        Assert.Contains(
            "/team/several answers as 2.0.0", await RunAsync("server", "version", "default", "/team/several", "2.0.0"),
            StringComparison.Ordinal);
        Assert.Equal("2.0.0", await DefaultAsync());
        Assert.Equal(ExitCodes.Misused, (await _cli.RunAsync("server", "version", "remove", "/team/several", "1.0.0")).ExitCode);
        Assert.Equal(ExitCodes.Failed, (await _cli.RunAsync("server", "version", "remove", "/team/several", "2.0.0", "-y")).ExitCode);
        Assert.Contains(
            "Version 1.0.0 of /team/several is removed",
            await RunAsync("server", "version", "remove", "/team/several", "1.0.0", "--yes"), StringComparison.Ordinal);
        Assert.Single((await JsonAsync("server", "version", "list", "/team/several")).GetProperty("versions").EnumerateArray());
        Assert.Equal(
            ExitCodes.NotFound, (await _cli.RunAsync("server", "version", "default", "/team/several", "1.0.0")).ExitCode);
        Assert.Equal(ExitCodes.NotFound, (await _cli.RunAsync("server", "version", "list", "/nowhere")).ExitCode);
        var builtIn = await _cli.RunAsync("server", "version", "add", "/currenttime", "2.0.0", "http://127.0.0.1:9/mcp");
        Assert.Contains("has one version", builtIn.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--replace", builtIn.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await _cli.RunAsync("server", "version", "add", "/nowhere", "2.0.0", "http://a.test")).ExitCode);
        await RunAsync("server", "remove", "/team/several", "--yes");

        async Task<string?> DefaultAsync() =>
            (await JsonAsync("server", "version", "list", "/team/several")).GetProperty("default_version").GetString();
    }

    [Fact]
    public async Task Server_ImportAndApprove_TellWhatHappened()
    {
        _cli.Input =
            $$"""[{"server_name": "Imported", "path": "/imported", "description": "d", "proxy_pass_url": "{{shared.Server.Address}}"}]""";

        Assert.Contains("created", await RunAsync("server", "import", "-"), StringComparison.Ordinal);
        Assert.Contains("approved", await RunAsync("server", "approve", "/currenttime"), StringComparison.Ordinal);
        await RunAsync("server", "remove", "/imported", "-y");
    }

    [Fact]
    public async Task Agent_FromAddToRemove_IsManaged()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_cli.Home, "card.json"),
            """
            {"name": "Reviewer", "description": "Reviews code.", "version": "1.0.0", "url": "http://127.0.0.1:9/a2a",
             "skills": [{"id": "review", "name": "Review", "description": "Finds bugs.", "tags": ["qa"]}]}
            """,
            Cancellation);

        Assert.Contains(
            "registered at /reviewer",
            await RunAsync("agent", "add", "card.json", "--path", "/reviewer", "--tag", "qa"),
            StringComparison.Ordinal);
        Assert.Contains("Review", await RunAsync("agent", "get", "/reviewer"), StringComparison.Ordinal);
        Assert.Contains("/reviewer", await RunAsync("agent", "list", "--enabled"), StringComparison.Ordinal);
        Assert.Contains("/reviewer", await RunAsync("agent", "discover", "review"), StringComparison.Ordinal);
        Assert.Contains("/reviewer", await RunAsync("agent", "search", "reviews code"), StringComparison.Ordinal);
        Assert.Contains("5 stars", await RunAsync("agent", "rate", "/reviewer", "5"), StringComparison.Ordinal);
        Assert.Contains("unhealthy", await RunAsync("agent", "health", "/reviewer"), StringComparison.Ordinal);
        Assert.Contains("Nothing is different", await RunAsync("agent", "changes", "/reviewer"), StringComparison.Ordinal);
        await RunAsync("agent", "update", "/reviewer", "card.json");
        await RunAsync("agent", "disable", "/reviewer");
        await RunAsync("agent", "enable", "/reviewer");
        Assert.Contains("is removed", await RunAsync("agent", "remove", "/reviewer", "--yes"), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await _cli.RunAsync("agent", "get", "/reviewer")).ExitCode);
    }

    [Fact]
    public async Task Tools_AreFoundAndCalled()
    {
        Assert.Contains("current_time_by_timezone", await RunAsync("tool", "search", "what", "time", "is", "it"), StringComparison.Ordinal);
        Assert.Contains("/currenttime", await RunAsync("tool", "list"), StringComparison.Ordinal);
        Assert.Matches(@"UTC\+0000", await RunAsync("tool", "call", "currenttime", "current_time_by_timezone", "tz_name=UTC"));
        _cli.Input = """{"tz_name": "UTC"}""";
        Assert.Matches(@"UTC\+0000", await RunAsync("mcp", "call", "currenttime", "current_time_by_timezone", "--args", "@-"));
        Assert.True((await JsonAsync("mcp", "call", "/currenttime", "current_time_by_timezone")).TryGetProperty("content", out _));
    }

    [Fact]
    public async Task Mcp_PingListReadChat_SpeakWithTheServer()
    {
        await RunAsync("server", "add", "/spoken", shared.Server.Address.ToString(), "--replace");

        Assert.Contains("speaks MCP", await RunAsync("mcp", "ping", "/spoken"), StringComparison.Ordinal);
        Assert.Contains("test_simple_text", await RunAsync("mcp", "list", "/spoken"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Array, (await JsonAsync("mcp", "list", "/spoken", "resources")).ValueKind);
        Assert.Equal(JsonValueKind.Array, (await JsonAsync("mcp", "list", "/spoken", "prompts")).ValueKind);
        Assert.Contains(
            "content of the static text", await RunAsync("mcp", "read", "/spoken", "test://static-text"), StringComparison.Ordinal);
        Assert.Contains(
            "arg1='one', arg2='two'",
            await RunAsync("mcp", "prompt", "/spoken", "test_prompt_with_arguments", "arg1=one", "arg2=two"), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, (await _cli.RunAsync("mcp", "prompt", "/spoken", "nothing")).ExitCode);
        _cli.Input = "/help\n/tools\nsimple text\n/call test_simple_text\n/call nothing\n/nonsense\n/quit\n";
        var chat = await _cli.RunAsync("mcp", "chat", "/spoken");
        Assert.Contains("Call it with: /call", chat.Out, StringComparison.Ordinal);
        Assert.Contains("There is no such command", chat.Out, StringComparison.Ordinal);
        Assert.Contains("tools. /help", chat.Error, StringComparison.Ordinal);
        await RunAsync("server", "remove", "/spoken", "-y");
    }

    [Fact]
    public async Task Mcp_ServerThatIsNotThere_IsNotFound()
    {
        var result = await _cli.RunAsync("mcp", "ping", "/nowhere");

        Assert.Equal(ExitCodes.NotFound, result.ExitCode);
        Assert.Contains("mcpgw server list", result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Misused, (await _cli.RunAsync("mcp", "ping", "https://elsewhere.example/mcp")).ExitCode);
    }

    [Fact]
    public async Task Group_FromAddToRemove_IsManaged()
    {
        Assert.Contains("is created", await RunAsync("group", "add", "verbs", "--description", "Of a test"), StringComparison.Ordinal);
        Assert.Contains("/currenttime", await RunAsync("group", "grant", "verbs", "/currenttime"), StringComparison.Ordinal);
        Assert.Contains("currenttime", await RunAsync("group", "get", "verbs"), StringComparison.Ordinal);
        Assert.Contains("verbs", await RunAsync("group", "list"), StringComparison.Ordinal);
        _cli.Input = await RunAsync("group", "export", "verbs");
        Assert.Contains("imported", await RunAsync("group", "import", "-"), StringComparison.Ordinal);
        await RunAsync("group", "revoke", "verbs", "/currenttime");
        Assert.Equal(ExitCodes.NotFound, (await _cli.RunAsync("group", "grant", "nobody", "/currenttime")).ExitCode);
        Assert.Contains("is removed", await RunAsync("group", "remove", "verbs", "--yes"), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await _cli.RunAsync("group", "get", "verbs")).ExitCode);
    }

    [Fact]
    public async Task User_FromAddToRemove_IsManaged()
    {
        _cli.Input = CliGateway.Secret("another correct horse battery") + "\n";
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
        _cli.Input = CliGateway.Secret("yet another correct horse") + "\n";
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
        var refused = await _cli.RunAsync("whoami", "--token", token);
        Assert.Equal(ExitCodes.NotSignedIn, refused.ExitCode);
        Assert.DoesNotContain(token, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_ExplainSimulateExportImport_Agree()
    {
        var denied = await _cli.RunAsync(
            "access", "explain", "currenttime", "--tool", "other", "--group", "registry-users-lob1", "--fail");
        Assert.Equal(ExitCodes.Findings, denied.ExitCode);
        Assert.Contains("denied", denied.Out, StringComparison.Ordinal);

        // The draft allows what is denied, and changes nothing.
        _cli.Input = "registry-users-lob1:\n  - server: currenttime\n    methods: [tools/call]\n    tools: [other]\n"
            + "group_mappings:\n  registry-users-lob1: [registry-users-lob1]\n";
        var simulated = await RunAsync(
            "access", "simulate", "currenttime", "--tool", "other", "--group", "registry-users-lob1", "--draft", "-");
        Assert.Contains("allowed", simulated, StringComparison.Ordinal);
        Assert.Equal(
            ExitCodes.Findings,
            (await _cli.RunAsync(
                "access", "explain", "currenttime", "--tool", "other", "--group", "registry-users-lob1", "--fail")).ExitCode);

        await RunAsync("access", "export", "--output", "scopes.yml");
        Assert.Contains("written", await RunAsync("access", "import", "scopes.yml"), StringComparison.Ordinal);
        _cli.Input = "broken: {";
        Assert.Equal(ExitCodes.Failed, (await _cli.RunAsync("access", "import", "-")).ExitCode);
    }

    [Fact]
    public async Task Federation_Source_IsPutAndRemoved()
    {
        _cli.Input = """{"kind": "document", "endpoint": "http://127.0.0.1:9/catalogue.json", "enabled": false}""";
        Assert.Contains("saved", await RunAsync("federation", "put", "papers", "-"), StringComparison.Ordinal);
        Assert.Contains("papers", await RunAsync("federation", "list"), StringComparison.Ordinal);
        Assert.Contains("papers", await RunAsync("federation", "get"), StringComparison.Ordinal);
        Assert.Contains("default", await RunAsync("federation", "configs"), StringComparison.Ordinal);
        Assert.Contains("No source was read", await RunAsync("federation", "sync", "--dry-run"), StringComparison.Ordinal);
        Assert.Contains("removed", await RunAsync("federation", "remove", "papers", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_ListExportMetrics_TellTheCalls()
    {
        await RunAsync("tool", "call", "currenttime", "current_time_by_timezone", "tz_name=UTC");

        // Records are written behind the calls.
        await Eventually.UntilAsync(
            async () => (await RunAsync("audit", "list", "--server", "currenttime", "--since", "1h"))
                .Contains("tools/call current_time_by_timezone", StringComparison.Ordinal),
            "the record of the call");

        var exported = await RunAsync("audit", "export", "--server", "currenttime");
        Assert.All(exported.Split('\n', StringSplitOptions.RemoveEmptyEntries), static line => JsonDocument.Parse(line).Dispose());
        Assert.StartsWith("id,at,user", await RunAsync("audit", "export", "--format", "csv"), StringComparison.Ordinal);
        Assert.Contains("currenttime", await RunAsync("metrics", "--by", "server"), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Misused, (await _cli.RunAsync("audit", "list", "--since", "yesterday")).ExitCode);
    }

    [Fact]
    public async Task Audit_Verify_JudgesTheGatewayAndAnExport()
    {
        await RunAsync("server", "rate", "/currenttime", "3");
        Assert.Contains("The audit is what was written.", await RunAsync("audit", "verify"), StringComparison.Ordinal);

        var client = shared.Gateway.Client;
        var export = await client.GetStringAsync(new Uri("/api/audit/export", UriKind.Relative), Cancellation);
        await WriteAsync("audit.jsonl", export);
        await WriteAsync("keys.json", await client.GetStringAsync(new Uri("/api/audit/keys", UriKind.Relative), Cancellation));
        await WriteAsync("changed.jsonl", export.Replace("\"/currenttime\"", "\"/currenttimE\"", StringComparison.Ordinal));
        await WriteAsync("cut.jsonl", export[..(export.TrimEnd().LastIndexOf('\n') + 1)]);
        var report = await JsonAsync("audit", "verify", "audit.jsonl", "--keys", "keys.json");
        Assert.True(report.GetProperty("is_intact").GetBoolean());

        foreach (var tampered in (string[])["changed.jsonl", "cut.jsonl"])
        {
            var result = await _cli.RunAsync("audit", "verify", tampered, "--keys", "keys.json");
            Assert.Equal(ExitCodes.Findings, result.ExitCode);
            Assert.Contains("The audit is NOT what was written.", result.Out, StringComparison.Ordinal);
        }

        // A statement that was kept, of an event that the gateway does not have.
        await WriteAsync("kept.txt", "not.a.statement\n");
        Assert.Equal(ExitCodes.Findings, (await _cli.RunAsync("audit", "verify", "--checkpoints", "kept.txt")).ExitCode);
        Assert.Equal(ExitCodes.Misused, (await _cli.RunAsync("audit", "verify", "keys.json")).ExitCode);
        Assert.Equal(ExitCodes.Misused, (await _cli.RunAsync("audit", "verify", "--keys", "audit.jsonl")).ExitCode);
        Assert.Equal(ExitCodes.Misused, (await _cli.RunAsync("audit", "verify", "nothing.jsonl")).ExitCode);
    }

    [Fact]
    public async Task Config_ShowsSettingsAndNoSecret()
    {
        var shown = await RunAsync("config", "Storage");

        Assert.Contains("Storage:Backend", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(GatewayProcess.Password, await RunAsync("config"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_IsBroughtBackByApply()
    {
        await RunAsync("backup", "saved");

        var plan = await _cli.RunAsync("plan", "-f", "saved/gateway.yaml");
        Assert.True(plan.ExitCode == ExitCodes.Success, plan.Out + plan.Error);
        Assert.Contains("Everything is as declared", plan.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_cli.Home, "saved", "scopes.yml")));
    }

    [Fact]
    public async Task Scan_Unscanned_SaysSo()
    {
        var result = await _cli.RunAsync("scan", "show", "currenttime");

        // The gateway's own servers are never scanned.
        Assert.Equal(ExitCodes.NotFound, result.ExitCode);
        Assert.Contains("No security scan results found for server '/currenttime'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_ServerAndAgent_TellWhatWasFound()
    {
        await RunAsync("server", "add", "/scanned", shared.Server.Address.ToString(), "--replace");
        await using var agent = await CardServer.StartAsync(Cancellation);
        await RunAsync("agent", "add", agent.Address.AbsoluteUri, "--path", "/scanned-agent");

        Assert.Contains("/scanned", await RunAsync("scan", "server", "/scanned"), StringComparison.Ordinal);
        Assert.Contains("verdict", await RunAsync("scan", "show", "/scanned"), StringComparison.Ordinal);
        Assert.Contains("/scanned-agent", await RunAsync("scan", "agent", "/scanned-agent"), StringComparison.Ordinal);
        Assert.True((await JsonAsync("scan", "show-agent", "/scanned-agent")).TryGetProperty("is_safe", out _));
        Assert.Equal(ExitCodes.NotFound, (await _cli.RunAsync("scan", "agent", "/nowhere")).ExitCode);
        await RunAsync("agent", "remove", "/scanned-agent", "-y");
        await RunAsync("server", "remove", "/scanned", "-y");
    }

    /// <summary>What an agent says of itself now waits until somebody has looked at it.</summary>
    [Fact]
    public async Task Agent_CardThatChanges_IsReviewed()
    {
        await using var agent = await CardServer.StartAsync(Cancellation);
        await RunAsync("agent", "add", agent.Address.AbsoluteUri, "--path", "/changing");

        agent.Description = "Second.";
        Assert.Contains("Second.", await RunAsync("agent", "refresh", "/changing"), StringComparison.Ordinal);
        Assert.Contains("Second.", await RunAsync("agent", "changes", "/changing"), StringComparison.Ordinal);
        Assert.Contains("First.", await RunAsync("agent", "get", "/changing"), StringComparison.Ordinal);
        await RunAsync("agent", "reject", "/changing");
        Assert.Contains("Nothing is different", await RunAsync("agent", "changes", "/changing"), StringComparison.Ordinal);

        agent.Description = "Third.";
        await RunAsync("agent", "refresh", "/changing");
        await RunAsync("agent", "approve", "/changing");
        Assert.Contains("Third.", await RunAsync("agent", "get", "/changing"), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await _cli.RunAsync("agent", "approve", "/nowhere")).ExitCode);
        await RunAsync("agent", "remove", "/changing", "-y");
    }

    [Fact]
    public async Task Errors_InJson_AreJson()
    {
        var result = await _cli.RunAsync("server", "get", "/nowhere", "--json");

        using var error = JsonDocument.Parse(result.Error);
        Assert.Equal(ExitCodes.NotFound, error.RootElement.GetProperty("exit_code").GetInt32());
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task Process_ResultAndRemarks_GoToTheirStreams()
    {
        var listed = await McpgwProcess.RunAsync(_cli, Cancellation, "server", "list", "--json");
        var unknown = await McpgwProcess.RunAsync(_cli, Cancellation, "sever", "list");

        Assert.Equal(ExitCodes.Success, listed.ExitCode);
        Assert.Equal(JsonValueKind.Array, JsonDocument.Parse(listed.Out).RootElement.GetProperty("servers").ValueKind);
        Assert.Equal(ExitCodes.Misused, unknown.ExitCode);
        Assert.Contains("Did you mean 'server'?", unknown.Error, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(params string[] arguments) => (await _cli.RunAsync(arguments)).Text;

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_cli.Home, name), text, Cancellation);

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        using var document = JsonDocument.Parse(await RunAsync([.. arguments, "--json"]));
        return document.RootElement.Clone();
    }
}
