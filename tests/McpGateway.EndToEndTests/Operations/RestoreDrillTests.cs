using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.EndToEndTests.Faults;
using McpGateway.EndToEndTests.Support;
using McpGateway.IntegrationTests.Storage;

namespace McpGateway.EndToEndTests.Operations;

/// <summary>
/// The drill of docs/guides/deployment.md by the program's own commands: the machine is gone, and all that is left is a backup and
/// <c>SECRET_KEY</c>.
/// </summary>
public sealed class RestoreDrillTests(PostgresServer postgres)
{
    private const int Calls = 40;
    private const string Key = "k-77aa of the upstream server";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Restore_OnAMachineThatHasNothing_BringsEverythingBack(string backend)
    {
        var backup = Directory.CreateTempSubdirectory("mcp-gateway-backup-");
        await using var upstream = await HeldServer.StartAsync(Cancellation);
        var file = Path.Combine(backup.FullName, "last.backup");
        try
        {
            var lost = await RunAndSaveAsync(backend, file, upstream);

            // Neither its data directory nor its database: a new one, which no gateway has opened.
            await using var machine = new EmptyMachine(await SettingsAsync(backend));
            var restored = await machine.RunAsync("store", "restore", file, "--json");
            await using var gateway = await machine.StartAsync();

            Assert.NotEmpty(restored);
            await AssertIsBackAsync(gateway, upstream, lost);
        }
        finally
        {
            backup.Delete(recursive: true);
        }
    }

    /// <summary>Who has the file alone has no secret, and is told what is missing before anything is written.</summary>
    [Fact]
    public async Task Restore_WithoutTheKey_IsRefused_AndLeavesTheMachineEmpty()
    {
        var backup = Directory.CreateTempSubdirectory("mcp-gateway-backup-");
        await using var upstream = await HeldServer.StartAsync(Cancellation);
        var file = Path.Combine(backup.FullName, "last.backup");
        try
        {
            await RunAndSaveAsync("sqlite", file, upstream);
            var settings = await SettingsAsync("sqlite");
            settings.Remove("SECRET_KEY");
            await using var machine = new EmptyMachine(settings);

            var (code, output) = await machine.TryAsync("store", "restore", file);

            Assert.Equal(3, code);
            Assert.Contains("SECRET_KEY", output, StringComparison.Ordinal);
            Assert.Empty(machine.Files);
        }
        finally
        {
            backup.Delete(recursive: true);
        }
    }

    private async Task<Dictionary<string, string?>> SettingsAsync(string backend) => new(StringComparer.Ordinal)
    {
        ["STORAGE_BACKEND"] = backend,
        ["DATABASE_URL"] = backend == "sqlite" ? null : await postgres.CreateDatabaseAsync(Cancellation),
        ["SECRET_KEY"] = "the key that was written down, long enough",
    };

    /// <summary>A gateway that is used, saved while it serves, and lost.</summary>
    private async Task<Lost> RunAndSaveAsync(string backend, string file, HeldServer upstream)
    {
        await using var gateway = await GatewayProcess.StartAsync(Cancellation, await SettingsAsync(backend));
        await gateway.SignInAsync(Cancellation);
        await gateway.RegisterAsync("/held", upstream.Address, Cancellation, "Held", Key);
        await gateway.PostFormAsync(
            "/api/servers/groups/create", Cancellation, new("group_name", "drilled"), new("create_in_idp", "False"));
        var token = await gateway.VendAsync(Cancellation);
        for (var number = 0; number < Calls; number++)
        {
            Assert.Equal(HttpStatusCode.OK, await CallAsync(gateway, token, $"before-{number}"));
        }

        await Eventually.UntilAsync(async () =>
            (await Recorded.ToolsAsync(gateway, "before-", Cancellation)).Count == Calls);
        var keys = await SigningKeysAsync(gateway);
        await gateway.RunCommandAsync(Cancellation, "store", "backup", file);
        var lost = new Lost(token, keys, await CountsAsync(gateway));
        await gateway.KillAsync(Cancellation);
        return lost;
    }

    private static async Task AssertIsBackAsync(GatewayProcess gateway, HeldServer upstream, Lost lost)
    {
        // The token of before: its signing key and the caller's rights are back. The server's key: what was sealed is readable.
        Assert.Equal(HttpStatusCode.OK, await CallAsync(gateway, lost.Token, "after"));
        Assert.Equal((1, Key), (upstream.Executed["after"], upstream.Keys["after"]));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(gateway, lost.Token + "x", "denied"));

        // The machine states no ADMIN_PASSWORD: the account with this password is the one of before.
        await gateway.SignInAsync(Cancellation);
        Assert.Equal(lost.SigningKeys, await SigningKeysAsync(gateway));
        Assert.Equal(lost.Counts, await CountsAsync(gateway));
        Assert.Equal(Calls, (await Recorded.ToolsAsync(gateway, "before-", Cancellation)).Count);
    }

    private static async Task<HttpStatusCode> CallAsync(GatewayProcess gateway, string token, string tool) => (await gateway.CallAsync(
        "/held/mcp", token, $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{} } }""",
        Cancellation)).Status;

    private static async Task<string> SigningKeysAsync(GatewayProcess gateway) =>
        await gateway.Client.GetStringAsync(new Uri("/.well-known/jwks.json", UriKind.Relative), Cancellation);

    /// <summary>How many servers, groups and tokens there are.</summary>
    private static async Task<(int Servers, int Groups, int Tokens)> CountsAsync(GatewayProcess gateway)
    {
        var servers = await gateway.Client.GetFromJsonAsync<JsonElement>("/api/servers", Cancellation);
        var groups = await gateway.Client.GetFromJsonAsync<JsonElement>("/api/servers/groups", Cancellation);
        var tokens = await gateway.Client.GetFromJsonAsync<JsonElement>("/api/tokens/mine", Cancellation);
        return (servers.GetProperty("servers").GetArrayLength(), groups.GetProperty("scopes_groups").EnumerateObject().Count(),
            tokens.GetProperty("tokens").GetArrayLength());
    }

    private sealed record Lost(string Token, string SigningKeys, (int Servers, int Groups, int Tokens) Counts);
}
