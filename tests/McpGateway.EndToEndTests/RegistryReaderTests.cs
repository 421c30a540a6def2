using System.Text.Json;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>
/// A reader of the registry API that others wrote: the code with which Visual Studio Code reads its gallery of MCP servers, as it is
/// published for the web editor (<c>@codingame/monaco-vscode-mcp-service-override</c>). Beside it npm has no package that reads the API and
/// could be had; <c>RegistryApiTests</c> and <c>RegistryTombstoneTests</c> go by the specification.
/// </summary>
public sealed class RegistryReaderTests(RegistryReaderTests.WithServers shared) : IClassFixture<RegistryReaderTests.WithServers>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private GatewayProcess Gateway => shared.Gateway;

    [Fact]
    public async Task VisualStudioCode_ListsSearchesAndResolves()
    {
        var events = await ReadAsync(await Gateway.VendAsync(Cancellation), "Number 42", "io.mcpgateway.team/number-42");

        var asked = events.Where(static item => IsOf(item, "asked")).ToArray();
        Assert.All(asked, static item => Assert.Equal(200, item.GetProperty("status").GetInt32()));
        Assert.StartsWith("v0.1/servers?limit=", asked[0].GetProperty("target").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(events, static item => IsOf(item, "log"));
        var listed = Single(events, "listed");
        Assert.Equal(2, listed.GetProperty("pages").GetInt32());
        string[] names = [.. Names(listed)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal(
            WithServers.Count, names.Count(static name => name.StartsWith("io.mcpgateway.team/number-", StringComparison.Ordinal)));
        Assert.Contains("io.mcpgateway/currenttime", names);
        Assert.Equal("io.mcpgateway.team/number-42", Assert.Single(Names(Single(events, "found"))));
        var server = Assert.Single(Single(events, "resolved").GetProperty("servers").EnumerateArray());
        Assert.Equal(
            ("Number 42", "2.0.0", "active", true),
            (server.GetProperty("displayName").GetString(), server.GetProperty("version").GetString(),
                server.GetProperty("status").GetString(), server.GetProperty("isLatest").GetBoolean()));
        var remote = Assert.Single(server.GetProperty("remotes").EnumerateArray());
        Assert.Equal(
            ("streamable-http", new Uri(Gateway.Address, "/team/number-42/mcp").AbsoluteUri),
            (remote.GetProperty("type").GetString(), remote.GetProperty("url").GetString()));
        Assert.False(server.TryGetProperty("packages", out _));
    }

    /// <summary>Visual Studio Code sends no credential to a gallery: it reads what a public scope may use, and no more.</summary>
    [Fact]
    public async Task VisualStudioCode_WithoutACredential_ReadsWhatIsPublic()
    {
        var events = await ReadAsync("", "Number 42", "io.mcpgateway.team/number-42");

        Assert.All(
            events.Where(static item => IsOf(item, "asked")).Select(static item => item.GetProperty("status").GetInt32()),
            static status => Assert.True(status is 200 or 404, status.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal("io.mcpgateway/currenttime", Assert.Single(Names(Single(events, "listed"))));
        Assert.Empty(Names(Single(events, "found")));
        Assert.Empty(Names(Single(events, "resolved")));
    }

    private async Task<JsonElement[]> ReadAsync(string token, string search, string name)
    {
        var (exitCode, output) = await ChildProcess.RunAsync(
            Repository.Node, ["registry-reader.mjs", Gateway.Address.AbsoluteUri, token, search, name], Cancellation,
            directory: Repository.NodePeers);
        Assert.True(exitCode == 0, output);
        return [.. output.Split('\n').Where(static line => line.StartsWith('{')).Select(static line => JsonElement.Parse(line))];
    }

    private static bool IsOf(JsonElement item, string name) => item.GetProperty("event").GetString() == name;

    private static JsonElement Single(JsonElement[] events, string name) => Assert.Single(events, item => IsOf(item, name));

    private static IEnumerable<string> Names(JsonElement list) =>
        list.GetProperty("servers").EnumerateArray().Select(static server => server.GetProperty("name").GetString()!);

    /// <summary>A gateway with more servers than a page of the gallery holds, one of them in two versions.</summary>
    public sealed class WithServers : SharedGateway
    {
        public const int Count = 55;

        private protected override IReadOnlyDictionary<string, string?> Settings { get; } =
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Registry__PublicScope"] = "for-anybody" };

        private protected override async Task SeedAsync()
        {
            await Gateway.AddGroupAsync("for-anybody", "currenttime", Cancellation);
            for (var i = 0; i < Count; i++)
            {
                await RegisterAsync(i, "1.0.0");
            }

            await RegisterAsync(42, "2.0.0");
            using var body = new StringContent("""{"version":"2.0.0"}""", System.Text.Encoding.UTF8, "application/json");
            using var set = await Gateway.Client.PutAsync(
                new Uri("/api/servers/team/number-42/versions/default", UriKind.Relative), body, Cancellation);
            Assert.True(set.IsSuccessStatusCode, await set.Content.ReadAsStringAsync(Cancellation));
        }

        private Task<JsonElement> RegisterAsync(int number, string version) => Gateway.PostFormAsync(
            "/api/servers/register", Cancellation, new("name", $"Number {number}"), new("description", "One of many"),
            new("path", $"/team/number-{number}"), new("version", version), new("proxy_pass_url", $"http://127.0.0.1:9/{number}/mcp"));
    }
}
