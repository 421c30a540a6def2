using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Running;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Cli;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>Configurations of clients: written so that the client works, and so that nothing else in them changes.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ConnectTests(CliGateway shared) : IClassFixture<CliGateway>, IAsyncLifetime
{
    private static readonly string Inspector = Path.Combine(Repository.NodePeers, "node_modules", ".bin", "mcp-inspector");

    private TestCli _cli = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Clients => new()
    {
        { "claude-code", ".claude.json", "mcpServers/currenttime/url" },
        { "vscode", ".config/Code/User/mcp.json", "servers/currenttime/url" },
        { "cursor", ".cursor/mcp.json", "mcpServers/currenttime/url" },
        { "gemini", ".gemini/settings.json", "mcpServers/currenttime/httpUrl" },
        { "windsurf", ".codeium/windsurf/mcp_config.json", "mcpServers/currenttime/serverUrl" },
        { "zed", ".config/zed/settings.json", "context_servers/currenttime/url" },
        {
            "cline", ".config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
            "mcpServers/currenttime/url"
        },
        {
            "roo", ".config/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json",
            "mcpServers/currenttime/url"
        },
        { "claude-desktop", ".config/Claude/claude_desktop_config.json", "mcpServers/currenttime/args/2" },
    };

    private string Address => shared.Url + "/currenttime/mcp";

    public async ValueTask InitializeAsync() => _cli = await shared.SignedInAsync();

    public ValueTask DisposeAsync()
    {
        _cli?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Connect_ClientWithoutConfiguration_GetsOne(string client, string file, string member)
    {
        var dry = await _cli.RunAsync("connect", client, "currenttime", "--dry-run");
        Assert.Contains(Address, dry.Text, StringComparison.Ordinal);
        Assert.False(File.Exists(PathOf(file)));

        Assert.Contains("is connected", (await _cli.RunAsync("connect", client, "/currenttime")).Text, StringComparison.Ordinal);

        Assert.Equal(Address, member.Split('/').Aggregate(
            JsonNode.Parse(await File.ReadAllTextAsync(PathOf(file), Cancellation)),
            static (node, name) => int.TryParse(name, out var index) ? node![index] : node![name])!.ToString());
        var again = await _cli.RunAsync("connect", client, "currenttime");
        Assert.Contains("is as it should be", again.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(PathOf(file))!, "*.bak"));
    }

    [Fact]
    public async Task Connect_DryRunWithToken_MakesNoToken()
    {
        var before = await TokensAsync();

        var dry = await _cli.RunAsync("connect", "cursor", "currenttime", "--dry-run", "--with-token");
        Assert.Contains("Bearer …", dry.Text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(PathOf(".claude.json"), "{ not json", Cancellation);
        Assert.Equal(ExitCodes.Misused, (await _cli.RunAsync("connect", "claude-code", "currenttime", "--with-token")).ExitCode);

        Assert.Equal(before, await TokensAsync());
        Assert.False(File.Exists(PathOf(".cursor/mcp.json")));
    }

    [Fact]
    public async Task Connect_Codex_WritesToml()
    {
        Directory.CreateDirectory(PathOf(".codex"));
        const string Before = "model = \"o\" # mine\n";
        await File.WriteAllTextAsync(PathOf(".codex/config.toml"), Before, Cancellation);

        Assert.Contains("is connected", (await _cli.RunAsync("connect", "codex", "currenttime")).Text, StringComparison.Ordinal);

        Assert.Equal(
            $"{Before}\n[mcp_servers.currenttime]\nurl = \"{Address}\"\n",
            await File.ReadAllTextAsync(PathOf(".codex/config.toml"), Cancellation));
    }

    [Fact]
    public async Task Connect_ConfigurationWithComments_KeepsThemAndABackup()
    {
        const string Before =
            "{\n  // Mine.\n  \"theme\": \"dark\",\n  \"context_servers\": {\n    \"other\": { \"url\": \"x\" },\n  },\n}\n";
        Directory.CreateDirectory(PathOf(".config/zed"));
        await File.WriteAllTextAsync(PathOf(".config/zed/settings.json"), Before, Cancellation);
        File.SetUnixFileMode(PathOf(".config/zed/settings.json"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var connected = await _cli.RunAsync("connect", "zed", "currenttime", "--as", "clock");

        Assert.Equal(ExitCodes.Success, connected.ExitCode);
        Assert.Equal(
            Before.Replace(
                "\"other\": { \"url\": \"x\" },",
                "\"other\": { \"url\": \"x\" },\n    \"clock\": {\n      \"url\": \"" + Address + "\"\n    },",
                StringComparison.Ordinal),
            await File.ReadAllTextAsync(PathOf(".config/zed/settings.json"), Cancellation));
        var backup = Assert.Single(Directory.EnumerateFiles(PathOf(".config/zed"), "*.bak"));
        Assert.Equal(Before, await File.ReadAllTextAsync(backup, Cancellation));
        Assert.True(File.GetUnixFileMode(PathOf(".config/zed/settings.json")).HasFlag(UnixFileMode.GroupRead));
    }

    [Fact]
    public async Task Connect_OtherServerOfTheName_IsNotOverwritten()
    {
        await File.WriteAllTextAsync(
            PathOf(".claude.json"), """{"mcpServers": {"currenttime": {"command": "clock"}}}""", Cancellation);

        var refused = await _cli.RunAsync("connect", "claude-code", "currenttime");
        Assert.Equal(ExitCodes.Misused, refused.ExitCode);
        Assert.Contains("--as", refused.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, (await _cli.RunAsync("connect", "claude-code", "currenttime", "--replace")).ExitCode);
    }

    [Fact]
    public async Task Connect_BrokenConfiguration_IsLeftAlone()
    {
        await File.WriteAllTextAsync(PathOf(".claude.json"), "{ not json", Cancellation);

        Assert.Equal(ExitCodes.Misused, (await _cli.RunAsync("connect", "claude-code", "currenttime")).ExitCode);
        Assert.Equal("{ not json", await File.ReadAllTextAsync(PathOf(".claude.json"), Cancellation));
        Assert.Equal(ExitCodes.Misused, (await _cli.RunAsync("connect", "claude-code")).ExitCode);
        Assert.Equal(ExitCodes.Misused, (await _cli.RunAsync("connect", "windsurf", "currenttime", "--project")).ExitCode);
        Assert.Equal(ExitCodes.NotFound, (await _cli.RunAsync("connect", "cursor", "nowhere")).ExitCode);
    }

    /// <summary>A client that reads what was written calls a tool, and the gateway decides and records it.</summary>
    [Fact]
    public async Task Connect_ConfiguredClient_MakesAGovernedCall()
    {
        var written = await _cli.RunAsync("connect", "claude-code", "currenttime", "--project", "--with-token", "--json");
        var file = JsonDocument.Parse(written.Text).RootElement.GetProperty("file").GetString()!;
        var config = JsonNode.Parse(await File.ReadAllTextAsync(file, Cancellation))!;
        CliGateway.Secret(config["mcpServers"]!["currenttime"]!["headers"]!["Authorization"]!.ToString()["Bearer ".Length..]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        var (exitCode, output) = await ChildProcess.RunAsync(
            Inspector,
            [
                "--cli", "--config", file, "--server", "currenttime", "--method", "tools/call", "--tool-name",
                "current_time_by_timezone", "--tool-arg", "tz_name=UTC",
            ],
            Cancellation,
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["HOME"] = _cli.Home,
                ["PATH"] = $"{Path.GetDirectoryName(Repository.Node)}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
            });

        Assert.True(exitCode == 0, output);
        Assert.Contains("UTC+0000", output, StringComparison.Ordinal);
    }

    private async Task<string> TokensAsync() => (await _cli.RunAsync("token", "list", "--json")).Text;

    private string PathOf(string file) => Path.Combine(_cli.Home, file);
}
