using System.Text.Json;
using McpGateway.Core.Registry.Servers;
using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>
/// The registry API by version, and for readers that follow changes: what is gone is told to them, to nobody else, and only to those who
/// knew of it.
/// </summary>
public sealed class RegistryTombstoneTests
{
    private const string Since = "/v0.1/servers?updated_since=2020-01-01T00:00:00Z";
    private const string Time = "/v0.1/servers/io.mcpgateway%2Fcurrenttime/versions";

    [Fact]
    public async Task Removal_ReadersOfChanges_LearnOfEveryVersion()
    {
        await using var host = await StartAsync();
        await RemoveAsync(host, "/currenttime");

        var changes = await host.GetAsync(User, Since);

        Assert.Empty(RegistrySchema.ProblemsOf(RegistrySchema.List, changes.Json));
        Assert.Equal(["currenttime 1.0.0 deleted True", "currenttime 2.0.0 deleted False"], RowsOf(changes));
        var gone = changes.Json.GetProperty("servers")[0];
        Assert.False(gone.GetProperty("server").TryGetProperty("remotes", out _));
        var official = OfficialOf(gone);
        Assert.Equal(official.GetProperty("statusChangedAt").GetString(), official.GetProperty("updatedAt").GetString());
        Assert.DoesNotContain("http://", changes.Text.Replace("https://", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(RowsOf(changes), RowsOf(await host.GetAsync(User, "/v0.1/servers?include_deleted=true")));
        Assert.Equal(["currenttime 1.0.0 deleted True"], RowsOf(await host.GetAsync(User, Since + "&version=latest")));
        Assert.Empty(RowsOf(await host.GetAsync(User, "/v0.1/servers")));
        Assert.Empty(RowsOf(await host.GetAsync(User, "/v0.1/servers?updated_since=2999-01-01T00:00:00Z")));
    }

    [Fact]
    public async Task Removal_OneServer_IsFoundOnlyByWhoAsksForWhatIsGone()
    {
        await using var host = await StartAsync();
        await RemoveAsync(host, "/currenttime");

        Assert.Equal(404, (await host.GetAsync(User, Time)).Status);
        Assert.Equal(404, (await host.GetAsync(User, Time + "/latest")).Status);
        Assert.Equal(404, (await host.GetAsync(User, Time + "/2.0.0?include_deleted=false")).Status);
        Assert.Equal(
            ["currenttime 1.0.0 deleted True", "currenttime 2.0.0 deleted False"],
            RowsOf(await host.GetAsync(User, Time + "?include_deleted=true")));
        var latest = await host.GetAsync(User, Time + "/latest?include_deleted=true");
        Assert.Empty(RegistrySchema.ProblemsOf(RegistrySchema.Entry, latest.Json));
        Assert.Equal("1.0.0", latest.Json.GetProperty("server").GetProperty("version").GetString());
        Assert.Equal(200, (await host.GetAsync(User, Time + "/2.0.0?include_deleted=true")).Status);
        Assert.Equal(422, (await host.GetAsync(User, Time + "?include_deleted=perhaps")).Status);
    }

    [Theory]
    [InlineData(Admin, 3)]
    [InlineData(User, 2)]
    [InlineData(UseOnly, 2)]
    [InlineData(NoAccess, 0)]
    [InlineData(Owner, 0)]
    public async Task Removal_Callers_LearnOfWhatWasTheirs(string caller, int count)
    {
        await using var host = await StartAsync();
        await RemoveAsync(host, "/currenttime");
        await RemoveAsync(host, "/team/deep.er");

        var changes = await host.GetAsync(caller, Since);

        Assert.Equal(count, RowsOf(changes).Length);
        Assert.True(caller == Admin || !changes.Text.Contains("deep.er", StringComparison.Ordinal), changes.Text);
    }

    [Fact]
    public async Task Changes_WithoutWhatIsGone_AreRefused()
    {
        await using var host = await StartAsync();

        var refused = await host.GetAsync(User, Since + "&include_deleted=false");

        Assert.Equal(400, refused.Status);
        Assert.Contains("include_deleted", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RegisteredAgain_SameVersion_IsNotGone_AndAnotherVersionIsTheLatest()
    {
        await using var host = await StartAsync();
        await RemoveAsync(host, "/currenttime");
        await host.RegisterAsync("/currenttime", ("version", "2.0.0"));

        Assert.Equal(
            ["currenttime 2.0.0 active True", "currenttime 1.0.0 deleted False"], RowsOf(await host.GetAsync(Admin, Since)));
        Assert.Equal(
            "2.0.0",
            (await host.GetAsync(Admin, Time + "/latest?include_deleted=true")).Json.GetProperty("server").GetProperty("version")
                .GetString());

        await host.RegisterAsync("/currenttime", ("version", "1.0.0"));

        Assert.Equal(
            ["currenttime 2.0.0 active True", "currenttime 1.0.0 active False"], RowsOf(await host.GetAsync(Admin, Since)));
    }

    [Fact]
    public async Task Undo_OfARemoval_TakesWhatIsGoneBack()
    {
        await using var host = await StartAsync();
        await RemoveAsync(host, "/currenttime");

        Assert.True((await host.Get<RestoreServer>().ExecuteAsync(ServerVersionTests.StatedAdmin(host), "/currenttime", Cancellation))
            .IsSuccess);

        Assert.Equal(
            ["currenttime 1.0.0 active True", "currenttime 2.0.0 active False"], RowsOf(await host.GetAsync(User, Since)));
    }

    [Fact]
    public async Task Remove_OneVersion_IsGoneAlone()
    {
        await using var host = await StartAsync();

        await host.SendAsync(Admin, HttpMethod.Delete, "/api/servers/currenttime/versions/2.0.0", null);

        Assert.Equal(
            ["currenttime 1.0.0 active True", "currenttime 2.0.0 deleted False"], RowsOf(await host.GetAsync(User, Since)));
        Assert.Equal(["currenttime 1.0.0 active True"], RowsOf(await host.GetAsync(User, Time)));
    }

    /// <summary>Both versions are told anew: one is the latest now, the other is not any more.</summary>
    [Fact]
    public async Task DefaultChanged_ReadersOfChanges_HearOfBothVersions()
    {
        await using var host = await StartAsync();
        var before = OfficialOf((await host.GetAsync(User, Time + "/2.0.0")).Json);
        using var body = new StringContent("""{"version":"2.0.0"}""", System.Text.Encoding.UTF8, "application/json");
        await host.SendAsync(Admin, HttpMethod.Put, "/api/servers/currenttime/versions/default", body);
        var (latest, former) = (OfficialOf((await host.GetAsync(User, Time + "/2.0.0")).Json), OfficialOf(
            (await host.GetAsync(User, Time + "/1.0.0")).Json));

        Assert.Equal((true, false), (latest.GetProperty("isLatest").GetBoolean(), former.GetProperty("isLatest").GetBoolean()));
        Assert.Equal(latest.GetProperty("updatedAt").GetString(), former.GetProperty("updatedAt").GetString());
        Assert.Equal(before.GetProperty("publishedAt").GetString(), latest.GetProperty("publishedAt").GetString());
    }

    /// <summary>As VS Code sends a cursor back: as it is, unencoded; and as others do, encoded.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pages_OfOne_ReachEveryVersionOnce(bool isEncoded)
    {
        await using var host = await StartAsync();
        await host.RegisterAsync("/currenttime", ("name", "Current Time"), ("version", "3.0.0+build.7"));
        await RemoveAsync(host, "/team/deep.er");
        var rows = new List<string>();
        string? cursor = null;
        do
        {
            var after = cursor is null ? "" : "&cursor=" + (isEncoded ? Uri.EscapeDataString(cursor) : cursor);
            var page = await host.GetAsync(Admin, Since + "&limit=1" + after);
            rows.AddRange(RowsOf(page));
            cursor = page.Json.GetProperty("metadata").TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
            Assert.True(rows.Count < 10, string.Join('\n', rows));
        }
        while (cursor is not null);

        Assert.Equal(
            [
                "deep.er 1.0.0 deleted True", "currenttime 1.0.0 active True", "currenttime 2.0.0 active False",
                "currenttime 3.0.0+build.7 active False",
            ],
            rows.OrderBy(static row => row.StartsWith('c')));
    }

    [Fact]
    public async Task Changes_WithTheTagOfTheAnswer_Are304UntilSomethingGoes()
    {
        await using var host = await StartAsync();
        await RemoveAsync(host, "/team/deep.er");
        var tag = (await host.GetAsync(Admin, Since)).Header("ETag");

        var again = await host.GetAsync(Admin, Since, ("If-None-Match", tag));
        await RemoveAsync(host, "/currenttime");
        var changed = await host.GetAsync(Admin, Since, ("If-None-Match", tag));
        var one = await host.GetAsync(Admin, Time + "/latest?include_deleted=true");
        var same = await host.GetAsync(Admin, Time + "/latest?include_deleted=true", ("If-None-Match", one.Header("ETag")));

        Assert.Equal((304, 200, 200, 304), (again.Status, changed.Status, one.Status, same.Status));
        Assert.NotEqual(tag, changed.Header("ETag"));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<RegistryHost> StartAsync()
    {
        var host = await RegistryHost.StartAsync();
        await host.RegisterAsync("/currenttime", ("name", "Current Time"));
        await host.RegisterAsync("/currenttime", ("name", "Current Time"), ("version", "2.0.0"));
        await host.RegisterAsync("/team/deep.er");
        return host;
    }

    private static async Task RemoveAsync(RegistryHost host, string path)
    {
        var removed = await host.PostFormAsync(Admin, "/api/servers/remove", ("path", path));
        Assert.True(removed.Status == 200, removed.Text);
    }

    private static JsonElement OfficialOf(JsonElement entry) =>
        entry.GetProperty("_meta").GetProperty("io.modelcontextprotocol.registry/official");

    private static string[] RowsOf(Answer answer) =>
    [
        .. answer.Json.GetProperty("servers").EnumerateArray().Select(static entry =>
        {
            var (server, official) = (entry.GetProperty("server"), OfficialOf(entry));
            return $"{server.GetProperty("name").GetString()!.Split('/')[1]} {server.GetProperty("version").GetString()} "
                + $"{official.GetProperty("status").GetString()} {official.GetProperty("isLatest").GetBoolean()}";
        }).Where(static row => !row.StartsWith("deep.er 1.0.0 active", StringComparison.Ordinal)),
    ];
}
