using System.Text.Json;
using McpGateway.Cli.Running;
using McpGateway.Tests.Cli;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>The gateway as a file says: shown first, made once, and nothing else.</summary>
public sealed class DeclarativeTests(CliGateway shared) : IClassFixture<CliGateway>, IAsyncLifetime
{
    private TestCli _cli = null!;

    public async ValueTask InitializeAsync() => _cli = await shared.SignedInAsync();

    public ValueTask DisposeAsync()
    {
        _cli?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Apply_File_MakesChangesAndIsThenAtRest()
    {
        _cli.Variables["UPSTREAM_KEY"] = CliGateway.Secret("a-declared-secret");
        Write(
            $$"""
            version: 1
            groups:
              - name: clerks
            servers:
              - path: /declared
                name: Declared
                upstream: {{shared.Server.Address}}
                tags: [b, a]
                headers: {X-Api-Key: "env:UPSTREAM_KEY"}
            agents:
              - path: /clerk
                card: {name: Clerk, description: Files things., version: 1.0.0, url: "http://127.0.0.1:9/a2a",
                  skills: [{id: file, name: File, description: Files., tags: [paper]}]}
                enabled: false
            scopes:
              - name: clerks
                description: Of a test
                groups: [clerks]
                servers:
                  - server: declared
                    methods: [initialize, tools/list, tools/call]
                    tools: [test_simple_text]
                registry: {list_service: [declared]}
            federation:
              - id: papers
                kind: document
                endpoint: http://127.0.0.1:9/catalogue.json
                enabled: false
            policies:
              - group clerks may call declared.test_simple_text
              - group clerks may not call declared.test_error_handling
            """);

        var plan = await _cli.RunAsync("plan", "-f", "gateway.yaml");
        Assert.Equal(ExitCodes.Findings, plan.ExitCode);
        Assert.Contains("+ server /declared", plan.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("a-declared-secret", plan.Out + plan.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Misused, (await _cli.RunAsync("apply", "-f", "gateway.yaml")).ExitCode);

        var applied = await _cli.RunAsync("apply", "-f", "gateway.yaml", "--yes");
        Assert.True(applied.ExitCode == ExitCodes.Success, applied.Out + applied.Error);
        var again = await _cli.RunAsync("plan", "-f", "gateway.yaml");
        Assert.True(again.ExitCode == ExitCodes.Success, again.Out + again.Error);
        Assert.Contains("Everything is as declared", (await _cli.RunAsync("apply", "-f", "gateway.yaml")).Text, StringComparison.Ordinal);

        // One member changes: that one is shown, and the others stay.
        Write(
            $$"""
            servers:
              - path: declared
                description: Another
            """);
        var changed = await JsonAsync("plan", "-f", "gateway.yaml");
        var change = Assert.Single(changed.GetProperty("changes").EnumerateArray());
        Assert.Equal("description", Assert.Single(change.GetProperty("members").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(ExitCodes.Success, (await _cli.RunAsync("apply", "-f", "gateway.yaml", "-y")).ExitCode);
        var server = await JsonAsync("server", "get", "/declared");
        Assert.Equal("Another", server.GetProperty("description").GetString());
        Assert.Equal("Declared", server.GetProperty("display_name").GetString());
        Assert.Equal("X-Api-Key", Assert.Single(server.GetProperty("header_names").EnumerateArray()).GetString());

        // What a file's sections do not name goes when that is wanted; servers of the gateway itself never do.
        Write("{servers: [], agents: [], federation: []}");
        Assert.Contains("Everything is as declared", (await _cli.RunAsync("plan", "-f", "gateway.yaml")).Text, StringComparison.Ordinal);
        var pruned = await _cli.RunAsync("apply", "-f", "gateway.yaml", "--prune", "--yes");
        Assert.True(pruned.ExitCode == ExitCodes.Success, pruned.Out + pruned.Error);
        Assert.Contains("- server /declared", pruned.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("currenttime", pruned.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await _cli.RunAsync("server", "get", "/declared")).ExitCode);
        await _cli.RunAsync("group", "remove", "clerks", "--yes");
    }

    /// <summary>What is stated as nothing is taken away, once; then nothing is left to do.</summary>
    [Theory]
    [InlineData("license: \"\"")]
    [InlineData("license: null")]
    [InlineData("auth_type: \"\"")]
    [InlineData("auth_type: null")]
    [InlineData("auth_provider: null")]
    [InlineData("description: \"\"")]
    [InlineData("mcp_endpoint: \"\"")]
    [InlineData("sse_endpoint: null")]
    [InlineData("tags: null")]
    [InlineData("tags: []")]
    public async Task Apply_MemberStatedAsNothing_TakesItAwayAndIsThenAtRest(string member)
    {
        foreach (var before in new[]
        {
            "", "license: MIT, auth_type: oauth, auth_provider: p, description: d, tags: [a], mcp_endpoint: http://127.0.0.1:9/m, "
                + "sse_endpoint: http://127.0.0.1:9/s, ",
        })
        {
            if (before.Length > 0)
            {
                Write($"servers: [{{path: /emptied, {before}upstream: http://127.0.0.1:9/, enabled: false}}]");
                await ApplyAsync();
            }

            Write($"servers: [{{path: /emptied, upstream: http://127.0.0.1:9/, enabled: false, {member}}}]");
            await ApplyAsync();

            var plan = await _cli.RunAsync("plan", "-f", "gateway.yaml");
            Assert.True(plan.ExitCode == ExitCodes.Success, plan.Out + plan.Error);
            await _cli.RunAsync("server", "remove", "/emptied", "--yes");
        }

        async Task ApplyAsync()
        {
            var applied = await _cli.RunAsync("apply", "-f", "gateway.yaml", "--yes");
            Assert.True(applied.ExitCode == ExitCodes.Success, applied.Out + applied.Error);
        }
    }

    /// <summary>Reading them is a request for each.</summary>
    [Fact]
    public async Task Plan_FileWithScopesAndPolicies_ReadsEachScopeOnce()
    {
        Write("{scopes: [{name: registry-users-lob1}], policies: [group registry-users-lob1 may not call currenttime.other]}");

        var plan = await _cli.RunAsync("plan", "-f", "gateway.yaml", "--verbose");

        Assert.True(plan.ExitCode == ExitCodes.Success, plan.Out + plan.Error);
        Assert.Single(
            plan.Error.Split('\n'),
            static line => line.StartsWith("GET /api/servers/groups/registry-users-lob1 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("servers: [{path: /a, name: \"\"}]", "server /a: name must not be empty")]
    [InlineData("servers: [{path: /a, upstream: null}]", "server /a: upstream must not be empty")]
    [InlineData("servers: [{path: /a, transports: []}]", "server /a: transports must not be empty")]
    [InlineData("agents: [{path: /a, visibility: \"\"}]", "agent /a: visibility must not be empty")]
    public async Task Plan_MemberThatCannotBeEmpty_IsRefusedWithItsLine(string file, string problem)
    {
        Write(file);

        var plan = await _cli.RunAsync("plan", "-f", "gateway.yaml");

        Assert.Equal(ExitCodes.Misused, plan.ExitCode);
        Assert.Contains("line 1: " + problem, plan.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_OneMember_KeepsWhatNoFileCanName()
    {
        _cli.Input =
            """
            [{"server_name": "Starred", "path": "/starred", "description": "d", "proxy_pass_url": "http://127.0.0.1:9/",
              "num_tools": 7, "num_stars": 4.5, "is_python": true, "license": "MIT", "is_enabled": false}]
            """;
        Assert.Equal(ExitCodes.Success, (await _cli.RunAsync("server", "import", "-")).ExitCode);
        Write("servers: [{path: /starred, tags: [declared]}]");

        var applied = await _cli.RunAsync("apply", "-f", "gateway.yaml", "--yes");

        Assert.True(applied.ExitCode == ExitCodes.Success, applied.Out + applied.Error);
        var server = await JsonAsync("server", "get", "/starred");
        Assert.Equal("declared", Assert.Single(server.GetProperty("tags").EnumerateArray()).GetString());
        Assert.Equal(
            ("Starred", "d", "MIT", 7, 4.5, true),
            (server.GetProperty("display_name").GetString(), server.GetProperty("description").GetString(),
                server.GetProperty("license").GetString(), server.GetProperty("num_tools").GetInt32(),
                server.GetProperty("num_stars").GetDouble(), server.GetProperty("is_python").GetBoolean()));
        await _cli.RunAsync("server", "remove", "/starred", "--yes");
    }

    /// <summary>Policies are about the gateway as it would be afterwards: without what is removed.</summary>
    [Fact]
    public async Task Plan_PruneRemovesWhatAPolicyIsAbout_IsJudgedWithoutIt()
    {
        Write(
            $$"""
            servers: [{path: /passing, upstream: "{{shared.Server.Address}}", enabled: false}]
            scopes:
              - name: passing
                groups: [passing]
                servers: [{server: currenttime, methods: [tools/call], tools: [current_time_by_timezone]}]
            """);
        var applied = await _cli.RunAsync("apply", "-f", "gateway.yaml", "--yes");
        Assert.True(applied.ExitCode == ExitCodes.Success, applied.Out + applied.Error);

        const string May = "group passing may call currenttime.current_time_by_timezone";
        const string MayNot = "group passing may not call currenttime.current_time_by_timezone";
        Assert.DoesNotContain("would not hold", (await PlanAsync("scopes: []", May)).Error, StringComparison.Ordinal);
        Assert.Contains("would not hold", (await PlanAsync("scopes: []", MayNot)).Error, StringComparison.Ordinal);
        Assert.Contains("would not hold", (await PlanAsync("scopes: []", May, "--prune")).Error, StringComparison.Ordinal);
        Assert.DoesNotContain("would not hold", (await PlanAsync("scopes: []", MayNot, "--prune")).Error, StringComparison.Ordinal);

        Assert.DoesNotContain("would not hold", (await PlanAsync("servers: []", "admin may use passing")).Error, StringComparison.Ordinal);
        var gone = await PlanAsync("servers: []", "admin may use passing", "--prune");
        Assert.Contains("The server passing would be removed", gone.Error, StringComparison.Ordinal);

        await _cli.RunAsync("server", "remove", "/passing", "--yes");
        await _cli.RunAsync("group", "remove", "passing", "--yes");

        Task<CliResult> PlanAsync(string section, string policy, params string[] options)
        {
            Write($"{section}\npolicies: [{policy}]\n");
            return _cli.RunAsync(["plan", "-f", "gateway.yaml", .. options]);
        }
    }

    [Fact]
    public async Task Export_OfTheRunningState_PlansNothing()
    {
        Assert.Equal(ExitCodes.Success, (await _cli.RunAsync("export", "-o", "gateway.yaml")).ExitCode);

        var plan = await _cli.RunAsync("plan", "-f", "gateway.yaml", "--prune");

        Assert.True(plan.ExitCode == ExitCodes.Success, plan.Out + plan.Error);
    }

    [Fact]
    public async Task Apply_PolicyThatWouldNotHold_ChangesNothing()
    {
        Write(
            """
            scopes:
              - {name: greedy, groups: [greedy], servers: [{server: "*", methods: [all], tools: [all]}]}
            policies:
              - group greedy may not use currenttime
            """);

        var applied = await _cli.RunAsync("apply", "-f", "gateway.yaml", "--yes");

        Assert.Equal(ExitCodes.Findings, applied.ExitCode);
        Assert.Contains("would not hold", applied.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await _cli.RunAsync("group", "get", "greedy")).ExitCode);
    }

    [Fact]
    public async Task PolicyTest_CasesOfBothForms_AreJudged()
    {
        _cli.Input =
            """
            - admin may call currenttime.current_time_by_timezone
            - group registry-users-lob1 may not call mcpgw.list_services
            - group: registry-users-lob1
              may: [currenttime.current_time_by_timezone, mcpgw.intelligent_tool_finder]
              may_not: [fininfo]
            - scope registry-users-lob2 may call currenttime.current_time_by_timezone
            """;

        var tested = await _cli.RunAsync("policy", "test", "-", "--json");

        Assert.Equal(ExitCodes.Findings, tested.ExitCode);
        using var document = JsonDocument.Parse(tested.Out);
        Assert.Equal(1, document.RootElement.GetProperty("failed").GetInt32());
        var failed = Assert.Single(
            document.RootElement.GetProperty("cases").EnumerateArray(), static item => !item.GetProperty("holds").GetBoolean());
        Assert.Contains("lob2", failed.GetProperty("case").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PolicyTest_Draft_IsJudgedInPlaceOfThePolicy()
    {
        Write(
            """
            scopes:
              - name: registry-users-lob2
                servers: [{server: currenttime, methods: [tools/call], tools: [current_time_by_timezone]}]
            """);
        _cli.Input = "- group registry-users-lob2 may call currenttime.current_time_by_timezone\n";

        Assert.Contains("yes", (await _cli.RunAsync("policy", "test", "-", "--file", "gateway.yaml")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sservers: []", "there is no section 'sservers'")]
    [InlineData("version: 2", "version 2 is not known")]
    [InlineData("servers: [{name: x}]", "states its path")]
    [InlineData("servers: [{path: /a, urk: x}]", "'urk'")]
    [InlineData("servers: [{path: /a}, {path: a}]", "declared twice")]
    [InlineData("servers: {", "is not YAML")]
    [InlineData("policies: [everybody dances]", "is not understood")]
    [InlineData("[]", "must be a mapping")]
    [InlineData("servers:\n- path: /a\n  enabled: yes", "line 3: server /a: enabled must be true or false, and is \"yes\"")]
    [InlineData("servers:\n- path: /a\n  enabled: 'true'", "line 3: server /a: enabled must be true or false")]
    [InlineData("servers:\n- path: /a\n  enabled:", "line 2: server /a: enabled must be true or false, and is nothing")]
    [InlineData("agents: [{path: /a, enabled: off}]", "agent /a: enabled must be true or false")]
    [InlineData("federation:\n- id: a\n  remove_missing: on", "line 3: source a: remove_missing must be true or false")]
    [InlineData("servers: [{path: /a, tags: code}]", "line 1: server /a: tags must be a list")]
    [InlineData("servers: [{path: /a, [b]: c}]", "a name must be a text")]
    public async Task Plan_FileThatIsWrong_SaysWhere(string text, string problem)
    {
        Write(text);

        var plan = await _cli.RunAsync("plan", "-f", "gateway.yaml");

        Assert.Equal(ExitCodes.Misused, plan.ExitCode);
        Assert.Contains(problem, plan.Error, StringComparison.Ordinal);
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(_cli.Home, "gateway.yaml"), text);

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var result = await _cli.RunAsync([.. arguments, "--json"]);
        using var document = JsonDocument.Parse(result.Out);
        return document.RootElement.Clone();
    }
}
