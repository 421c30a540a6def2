using McpGateway.Cli.Compat.Programs;
using McpGateway.Cli.Running;

namespace McpGateway.Tests.Cli.Compat;

/// <summary>How scripts are named, how tokens come, and what is refused before anything is sent.</summary>
public sealed class CompatCommandTests
{
    [Theory]
    [InlineData("registry_management")]
    [InlineData("registry_management.py")]
    [InlineData("api/registry_management.py")]
    [InlineData(@"api\registry_management.py")]
    [InlineData("cli/agent_mgmt.sh")]
    [InlineData("mcp_client.py")]
    [InlineData("test_anthropic_api.py")]
    [InlineData("registry_cli_wrapper")]
    public async Task Compat_ScriptByAnyOfItsNames_ShowsItsHelp(string script)
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync("compat", script, "--help");

        Assert.Contains("Usage:", result.Text);
    }

    [Theory]
    [InlineData("registry_client.py")]
    [InlineData("registry_management.pyc")]
    [InlineData("")]
    public async Task Compat_AnotherScript_IsAMisuse(string script)
    {
        using var cli = new TestCli();

        Assert.Equal(ExitCodes.Misused, (await cli.RunAsync("compat", script)).ExitCode);
    }

    [Fact]
    public async Task Compat_Help_ListsTheScripts()
    {
        using var cli = new TestCli();

        Assert.Contains("registry_management", (await cli.RunAsync("compat", "--help")).Text);
    }

    [Fact]
    public async Task Compat_NotTheFirstWord_SaysSo()
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync("--quiet", "compat", "mcp_client");

        Assert.Equal(ExitCodes.Misused, result.ExitCode);
        Assert.Contains("has to be the first word", result.Error);
    }

    [Fact]
    public async Task Compat_Unreachable_FailsWithOne()
    {
        using var cli = new TestCli();
        cli.Variables["GATEWAY_TOKEN"] = "token";

        var result = await cli.RunAsync("compat", "agent_mgmt.py", "--base-url", "http://127.0.0.1:9", "list");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("Error: http://127.0.0.1:9/ cannot be reached", result.Out);
    }

    [Theory]
    [InlineData("#!/bin/sh\necho working\necho token-of-$1", "Bearer token-of-registry-admin-bot")]
    [InlineData("#!/bin/sh\necho '{\"access_token\":\"json-'$2'\"}'", "Bearer json-eu-west-1")]
    public async Task RegistryManagement_WithoutATokenFile_AsksTheScript(string script, string authorization)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for a shell.");
        using var cli = new TestCli();
        using var http = new AnsweringHandler("""{"servers":[]}""");
        using var run = new TestCli { Handlers = () => http };
        var file = Path.Combine(cli.Home, "token.sh");
        await File.WriteAllTextAsync(file, script, TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        run.Variables["GET_TOKEN_SCRIPT"] = file;
        if (script.Contains("$2", StringComparison.Ordinal))
        {
            run.Variables["AWS_REGION"] = "eu-west-1";
        }

        var result = await run.RunAsync("compat", "registry_management.py", "list");

        Assert.Equal(("", "No servers registered\n"), (result.Text, result.Error));
        Assert.Equal(authorization, http.Authorization);
    }

    [Fact]
    public async Task RegistryManagement_ScriptFails_SaysSo()
    {
        using var cli = new TestCli();
        cli.Variables["GET_TOKEN_SCRIPT"] = "/bin/false";

        var result = await cli.RunAsync("compat", "registry_management.py", "list");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("gave no token", result.Error);
    }

    [Fact]
    public async Task RegistryManagement_Debug_TellsRequestsWithoutTheToken()
    {
        using var http = new AnsweringHandler("""{"servers":[]}""");
        using var cli = new TestCli { Handlers = () => http };
        await File.WriteAllTextAsync(Path.Combine(cli.Home, "t"), "very-secret", TestContext.Current.CancellationToken);

        var result = await cli.RunAsync("compat", "registry_management.py", "--debug", "--token-file", "t", "list");

        Assert.Equal("GET /api/servers: 200\nNo servers registered\n", result.Error);
        Assert.Equal("Bearer very-secret", http.Authorization);
    }

    [Theory]
    [InlineData("registry_management", "--token-file", "t.json")]
    [InlineData("registry_cli_wrapper", "service")]
    [InlineData("agent_mgmt")]
    public async Task Compat_WithoutACommand_ShowsTheHelpAndEndsWithOne(params string[] arguments)
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync(["compat", .. arguments]);

        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        Assert.Contains("Usage:", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RegistryManagement_List_PrintsTheScriptsLines()
    {
        using var http = new AnsweringHandler(
            """
            {"servers":[
              {"path":"/a","display_name":"A","description":"Does a","is_enabled":true,"health_status":"healthy"},
              {"path":"/b","display_name":"B","description":"","is_enabled":false,"health_status":"disabled"}]}
            """);
        using var cli = new TestCli { Handlers = () => http };
        await File.WriteAllTextAsync(Path.Combine(cli.Home, "t"), "token", TestContext.Current.CancellationToken);

        var result = await cli.RunAsync("compat", "registry_management", "--token-file", "t", "list");

        Assert.Equal(
            "✓ 🟢 /a\n   Name: A\n   Description: Does a\n   Enabled: True\n   Health: healthy\n\n"
            + "✗ ⚫ /b\n   Name: B\n   Description: \n   Enabled: False\n   Health: disabled\n\n",
            result.Text);
        Assert.Equal("Found 2 registered servers:\n", result.Error);
    }

    [Fact]
    public void Programs_VerbNames_AreUnique() => Assert.All(
        McpGateway.Cli.Compat.CompatCommand.Programs, program =>
            Assert.Equal(program.Verbs.Count, program.Verbs.Select(verb => verb.Name).Distinct(StringComparer.Ordinal).Count()));

    [Fact]
    public void RegistryWrapper_SameVerbs_AsRegistryManagement() =>
        Assert.Equal(16, RegistryWrapper.Program.Verbs.Count);

    /// <summary>Answers every request with the same JSON.</summary>
    private sealed class AnsweringHandler(string json) : HttpMessageHandler
    {
        public string? Authorization { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Authorization = request.Headers.TryGetValues("Authorization", out var values) ? values.Single() : null;
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent(json), RequestMessage = request });
        }
    }
}
