using System.Diagnostics;
using System.Text.Json;

namespace McpGateway.IntegrationTests.Storage.Maintenance;

/// <summary>
/// The commands as an operator runs them, ended by SIGKILL in the middle: no gateway starts on what was left, and the same command, run
/// again, ends the work.
/// </summary>
public sealed class CommandKillTests(PostgresServer server)
{
    private const int Documents = 3000;
    private const int Records = 4000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite", "postgresql")]
    [InlineData("postgresql", "sqlite")]
    public async Task Move_KilledInTheMiddle_LeavesATargetThatNoGatewayStartsOn(string from, string to)
    {
        using var source = await MaintainedStore.CreateAsync(from, server);
        using var target = await MaintainedStore.CreateAsync(to, server);
        await source.FillAsync(Documents, Records);
        var settings = source.Settings(MaintainedStore.Key);

        await KillAtAsync("copied:", settings, "store", "move", "--to", target.Place);

        Assert.Contains("not complete", await target.StartRefusalAsync(MaintainedStore.Key), StringComparison.Ordinal);
        Assert.Null(await source.StartRefusalAsync(MaintainedStore.Key));
        var (code, output, errors) = await RunAsync(settings, "store", "move", "--to", target.Place, "--json");
        Assert.True(code == 0, errors);
        Assert.Equal(Records + 1, JsonElement.Parse(output).GetProperty("records")[0].GetProperty("count").GetInt64());
        Assert.Null(await target.StartRefusalAsync(MaintainedStore.Key));
        Assert.Equal(await source.DigestAsync(), await target.DigestAsync());
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Restore_KilledInTheMiddle_LeavesAStoreThatNoGatewayStartsOn(string to)
    {
        using var source = await MaintainedStore.CreateAsync("sqlite", server);
        using var target = await MaintainedStore.CreateAsync(to, server);
        await source.FillAsync(Documents, Records);
        var file = source.Beside("store.backup");
        var (saved, _, problems) = await RunAsync(source.Settings(MaintainedStore.Key), "store", "backup", file);
        Assert.True(saved == 0, problems);
        var settings = target.Settings(MaintainedStore.Key);

        await KillAtAsync("copied:", settings, "store", "restore", file);

        Assert.Contains("not complete", await target.StartRefusalAsync(MaintainedStore.Key), StringComparison.Ordinal);
        var (code, _, errors) = await RunAsync(settings, "store", "restore", file);
        Assert.True(code == 0, errors);
        Assert.Null(await target.StartRefusalAsync(MaintainedStore.Key));
        Assert.Equal(await source.DigestAsync(), await target.DigestAsync());
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Rotate_KilledInTheMiddle_GoesOnWithBothKeys(string backend)
    {
        using var store = await MaintainedStore.CreateAsync(backend, server);
        await store.FillAsync(Documents, 10);
        var before = await store.DigestAsync();
        var settings = store.Settings(MaintainedStore.NextKey, MaintainedStore.Key);

        await KillAtAsync("Sealing", settings, "store", "rotate-key");

        Assert.Null(await store.StartRefusalAsync(MaintainedStore.NextKey, MaintainedStore.Key));
        Assert.Equal(before, await store.DigestAsync(MaintainedStore.NextKey, MaintainedStore.Key));
        var (code, output, errors) = await RunAsync(settings, "store", "rotate-key", "--json");
        Assert.True(code == 0, errors);
        Assert.Equal(Documents, JsonElement.Parse(output).GetProperty("sealed").GetInt64());
        Assert.Equal(before, await store.DigestAsync(MaintainedStore.NextKey));
        Assert.Null(await store.StartRefusalAsync(MaintainedStore.NextKey));
    }

    [Theory]
    [InlineData(2, "store")]
    [InlineData(2, "store", "mve")]
    [InlineData(2, "store", "move")]
    [InlineData(2, "store", "move", "--to")]
    [InlineData(2, "store", "backup")]
    [InlineData(2, "store", "backup", "a", "b")]
    [InlineData(2, "store", "verify", "/nope/none.backup")]
    [InlineData(2, "store", "move", "--to", "env:NOT_SET_ANYWHERE")]
    [InlineData(2, "store", "backup", "x", "--with-keys")]
    [InlineData(2, "store", "rotate-key", "--force")]
    [InlineData(2, "import")]
    [InlineData(2, "import", "/nope")]
    [InlineData(0, "store", "--help")]
    public async Task Command_ThatCannotBeMeant_EndsWithItsCodeAndOneLine(int expected, params string[] arguments)
    {
        using var store = await MaintainedStore.CreateAsync("sqlite", server);

        var (code, output, errors) = await RunAsync(store.Settings(MaintainedStore.Key), arguments);

        Assert.True(expected == code, errors);
        Assert.Equal(expected == 0, output.Length > 0);
        Assert.Equal(expected == 0 ? 0 : 1, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.False(File.Exists(Path.Combine(store.Directory, "mcpgateway.db")));
    }

    private static async Task KillAtAsync(string line, Dictionary<string, string?> settings, params string[] arguments)
    {
        using var process = Start(settings, arguments);
        try
        {
            var reading = process.StandardOutput.ReadToEndAsync(Cancel);
            while (await process.StandardError.ReadLineAsync(Cancel).AsTask().WaitAsync(Patience, Cancel) is { } told
                && !told.StartsWith(line, StringComparison.Ordinal))
            {
                Assert.Contains("…", told, StringComparison.Ordinal);
            }

            process.Kill();
            await process.WaitForExitAsync(Cancel);
            Assert.True(process.ExitCode != 0, "It ended before it could be killed.");
            await reading;
        }
        finally
        {
            process.Kill();
        }
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(
        Dictionary<string, string?> settings, params string[] arguments)
    {
        using var process = Start(settings, arguments);
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        var errors = process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel).WaitAsync(Patience, Cancel);
        return (process.ExitCode, await output, await errors);
    }

    private static Process Start(Dictionary<string, string?> settings, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "McpGateway.Host.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
