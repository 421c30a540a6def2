using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Tests.Registry.Servers;

namespace McpGateway.Tests.Registry.Operations;

/// <summary>Who may do what, what comes of it, and what stays as it was.</summary>
public sealed class ServerOperationTests : IAsyncLifetime
{
    private RegistryWorld _world = null!;

    private static CancellationToken Cancellation => RegistryWorld.Cancellation;

    public async ValueTask InitializeAsync()
    {
        _world = await RegistryWorld.StartAsync();
        await _world.PutAsync(Records.Server() with { IsEnabled = true, Tags = ["Sky"] }, Records.Tool("forecast"), Records.Tool("delete"));
        await _world.PutAsync(Records.Server("/mail", "Mail", "https://mail.test/") with { Description = "Letters" });
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("admin", true, false)]
    [InlineData("admin", null, false)]
    [InlineData("owner", false, true)]
    [InlineData("owner", null, true)]
    public async Task Toggle_WantedState_IsStoredAndCheckedWhenOn(string caller, bool? wanted, bool startsOn)
    {
        await _world.PutAsync(Records.Server() with { IsEnabled = startsOn });

        var toggled = await _world.Get<ToggleServer>().ExecuteAsync(_world.Caller(caller), "weather", wanted, Cancellation);

        Assert.Equal(!startsOn, toggled.Value!.Server.IsEnabled);
        Assert.Equal(!startsOn, (await _world.StoredAsync("/weather")).IsEnabled);
        Assert.Equal(startsOn ? [] : new[] { "/weather" }, _world.Health.Checked);
        Assert.Equal(startsOn ? "disabled" : "healthy", toggled.Value.Health.Status);
    }

    [Fact]
    public async Task Toggle_ToTheStateItHas_WritesNothing()
    {
        var before = (await _world.Get<ServerRepository>().FindAsync("/weather", Cancellation))!.Version;

        Assert.True((await _world.Get<ToggleServer>().ExecuteAsync(_world.Caller("admin"), "/weather", enable: true,
            Cancellation)).IsSuccess);

        Assert.Equal(before, (await _world.Get<ServerRepository>().FindAsync("/weather", Cancellation))!.Version);
    }

    /// <summary>Operation, caller, server and what the caller is told; null for success.</summary>
    [Theory]
    [InlineData("toggle", "user", "/weather", ErrorKind.Forbidden)]
    [InlineData("toggle", "outsider", "/weather", ErrorKind.Forbidden)]
    [InlineData("toggle", "owner", "/mail", ErrorKind.Forbidden)]
    [InlineData("toggle", "admin", "/nowhere", ErrorKind.NotFound)]
    [InlineData("edit", "user", "/weather", ErrorKind.Forbidden)]
    [InlineData("edit", "outsider", "/weather", ErrorKind.Forbidden)]
    [InlineData("edit", "owner", "/weather", null)]
    [InlineData("edit", "admin", "/nowhere", ErrorKind.NotFound)]
    [InlineData("remove", "user", "/weather", ErrorKind.Forbidden)]
    [InlineData("remove", "outsider", "/weather", ErrorKind.Forbidden)]
    [InlineData("remove", "owner", "/mail", ErrorKind.Forbidden)]
    [InlineData("remove", "owner", "/weather", null)]
    [InlineData("remove", "admin", "/nowhere", ErrorKind.NotFound)]
    [InlineData("rate", "user", "/weather", null)]
    [InlineData("rate", "user", "/mail", ErrorKind.Forbidden)]
    [InlineData("rate", "outsider", "/weather", ErrorKind.Forbidden)]
    [InlineData("rate", "admin", "/nowhere", ErrorKind.NotFound)]
    [InlineData("approve", "user", "/weather", ErrorKind.Forbidden)]
    [InlineData("approve", "owner", "/weather", null)]
    [InlineData("check", "user", "/weather", ErrorKind.Forbidden)]
    [InlineData("check", "owner", "/weather", null)]
    [InlineData("check", "admin", "/mail", ErrorKind.Invalid)]
    [InlineData("check", "admin", "/nowhere", ErrorKind.NotFound)]
    [InlineData("fetch", "user", "/weather", null)]
    [InlineData("fetch", "outsider", "/weather", ErrorKind.Forbidden)]
    [InlineData("fetch", "admin", "/mail", ErrorKind.Invalid)]
    [InlineData("header", "user", "/weather", ErrorKind.Forbidden)]
    [InlineData("header", "outsider", "/weather", ErrorKind.Forbidden)]
    [InlineData("header", "owner", "/weather", null)]
    public async Task Operation_Caller_Server_Outcome(string operation, string caller, string path, ErrorKind? refusal)
    {
        var who = _world.Caller(caller);
        var error = operation switch
        {
            "toggle" => (await _world.Get<ToggleServer>().ExecuteAsync(who, path, enable: false, Cancellation)).Error,
            "edit" => (await _world.Get<EditServer>().ExecuteAsync(who, path, draft => draft with { Description = "new" },
                Cancellation)).Error,
            "remove" => (await _world.Get<RemoveServer>().ExecuteAsync(who, path, Cancellation)).Error,
            "rate" => (await _world.Get<RateServer>().ExecuteAsync(who, path, 5, Cancellation)).Error,
            "approve" => (await _world.Get<ApproveTools>().ExecuteAsync(who, path, new Dictionary<string, string?>(), Cancellation)).Error,
            "check" => (await _world.Get<RefreshServer>().CheckAsync(who, path, Cancellation)).Error,
            "fetch" => (await _world.Get<RefreshServer>().FetchToolsAsync(who, path, Cancellation)).Error,
            _ => (await _world.Get<EditHeaders>().SetAsync(who, path, new("X-New", "v"), Cancellation)).Error,
        };

        Assert.Equal(refusal, error?.Kind);
    }

    [Fact]
    public async Task Rate_Again_ReplacesTheCallersOwn()
    {
        await RateAsync("user", 1);
        await RateAsync("owner", 5);
        var rated = await RateAsync("user", 3);

        Assert.Equal([("user", 3), ("owner", 5)], rated.Ratings.Select(rating => (rating.User, rating.Rating)));
        Assert.Equal(4, rated.Stars);
    }

    [Fact]
    public async Task Rate_SameNameAnotherIdentity_IsAnotherRating()
    {
        await RateAsync("user", 1);

        var rated = await _world.Get<RateServer>().ExecuteAsync(_world.Caller("user") with { Subject = "okta:user" }, "/weather", 5,
            Cancellation);

        Assert.Equal([1, 5], rated.Value!.Ratings.Select(rating => rating.Rating));
    }

    [Fact]
    public async Task Rate_RatingTakenOverFromAnotherRegistry_IsKnownByItsName()
    {
        await _world.PutAsync(Records.Server() with { Ratings = [new("user", 1)] });

        Assert.Equal([5], (await RateAsync("user", 5)).Ratings.Select(rating => rating.Rating));
    }

    [Fact]
    public async Task Rate_MoreThanAreKept_TheOldestGoes()
    {
        await _world.PutAsync(
            Records.Server() with { Ratings = [.. Enumerable.Range(0, 100).Select(number => new StoredRating($"u{number}", 1))] });

        var rated = await RateAsync("user", 5);

        Assert.Equal((100, "u1", "user"), (rated.Ratings.Count, rated.Ratings[0].User, rated.Ratings[^1].User));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(-1)]
    public async Task Rate_OutsideOneToFive_IsRefused(int rating) => Assert.Equal(
        ErrorKind.Invalid, (await _world.Get<RateServer>().ExecuteAsync(_world.Caller("user"), "/weather", rating,
            Cancellation)).Error?.Kind);

    /// <summary>Tools named with hashes (h: the right one, x: another), and which are approved or how it is refused.</summary>
    [Theory]
    [InlineData("", "a,b", null)]
    [InlineData("a", "a", null)]
    [InlineData("a=h", "a", null)]
    [InlineData("a=H", "a", null)]
    [InlineData("a=x", null, ErrorKind.Conflict)]
    [InlineData("a,b=x", null, ErrorKind.Conflict)]
    [InlineData("nothing", null, ErrorKind.NotFound)]
    [InlineData("same", "", null)]
    public async Task Approve_Tools_OnlyWhatWasRead(string stated, string? approved, ErrorKind? refusal)
    {
        var (a, b) = (Changed("a"), Changed("b"));
        await _world.PutAsync(Records.Server(), a, b, Records.Tool("same"));
        var tools = stated.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(item => item.Split('=')).ToDictionary(
            item => item[0],
            item => item.Length == 1 ? null
                : item[1] switch { "h" => a.DefinitionHash, "H" => a.DefinitionHash.ToUpperInvariant(), var other => other });

        var outcome = await _world.Get<ApproveTools>().ExecuteAsync(_world.Caller("owner"), "/weather", tools, Cancellation);

        Assert.Equal(refusal, outcome.Error?.Kind);
        Assert.Equal(approved, outcome.IsSuccess ? string.Join(',', outcome.Value) : null);
        var left = (await _world.Get<ServerRepository>().FindToolsAsync("/weather", Cancellation))!.Value.Tools.Where(tool =>
            tool.HasChanged).Select(tool => tool.Name);
        Assert.Equal(new[] { "a", "b" }.Except((approved ?? "").Split(',')), left);
    }

    [Theory]
    [InlineData(true, "forecast", false)]
    [InlineData(false, "forecast", true)]
    public async Task FetchTools_Answer_IsFilteredAndSaysWhetherItIsStored(bool isLive, string names, bool isCached)
    {
        _world.Health.Live = isLive ? new() { Tools = [Records.Tool("forecast"), Records.Tool("new")], DiscoveredAt = Records.Then } : null;

        var fetched = (await _world.Get<RefreshServer>().FetchToolsAsync(_world.Caller("user"), "/weather", Cancellation)).Value!;

        Assert.Equal((names, isCached), (string.Join(',', fetched.Tools.Select(tool => tool.Name)), fetched.IsCached));
    }

    [Fact]
    public async Task Remove_Server_TakesToolsAndSecretsAlong()
    {
        await _world.Get<RemoveServer>().ExecuteAsync(_world.Caller("owner"), "weather/", Cancellation);

        var repository = _world.Get<ServerRepository>();
        Assert.Null(await repository.FindAsync("/weather", Cancellation));
        Assert.Null(await repository.FindToolsAsync("/weather", Cancellation));
        Assert.Null(await repository.FindSecretsAsync("/weather", Cancellation));
        Assert.NotNull(await repository.FindAsync("/mail", Cancellation));
    }

    [Theory]
    [InlineData("admin", null, "Mail,Weather")]
    [InlineData("owner", null, "Weather")]
    [InlineData("user", null, "")]
    [InlineData("outsider", null, "")]
    [InlineData("admin", "MAIL", "Mail")]
    [InlineData("admin", "letter", "Mail")]
    [InlineData("admin", "sky", "Weather")]
    [InlineData("admin", "nothing", "")]
    public void List_Caller_Query_Names(string caller, string? query, string names) => Assert.Equal(
        names, string.Join(',', _world.Get<ServerQueries>().List(_world.Caller(caller), query).Select(view => view.Server.ServerName)));

    [Theory]
    [InlineData("admin", 2, true)]
    [InlineData("owner", 2, true)]
    [InlineData("user", 1, false)]
    public async Task Details_Caller_SeesCallableToolsAndHeaderNamesButNoValues(string caller, int tools, bool mayModify)
    {
        var details = (await _world.Get<ServerQueries>().FindDetailsAsync(_world.Caller(caller), "/weather", "no", Cancellation)).Value!;

        Assert.Equal((tools, tools, mayModify), (details.Tools.Count, details.View.Tools, details.View.MayModify));
        Assert.Equal(["X-Key"], details.HeaderNames);
        Assert.Equal(mayModify, details.Scopes.Count > 0);
    }

    [Fact]
    public async Task Edit_ManyAtOnce_LosesNoHeader()
    {
        var names = Enumerable.Range(0, 4).Select(number => $"X-H{number}").ToArray();

        await Task.WhenAll(names.Select(name =>
            _world.Get<EditHeaders>().SetAsync(_world.Caller("owner"), "/weather", new(name, "v"), Cancellation)));

        var headers = (await _world.Get<ServerRepository>().FindSecretsAsync("/weather", Cancellation))!.Value.Headers.Select(header =>
            header.Name);
        Assert.Equal(["X-Key", .. names], headers.Order(StringComparer.Ordinal).OrderBy(name => name == "X-Key" ? 0 : 1));
    }

    private static ToolRecord Changed(string name) =>
        ToolDefinition.Found(Records.Tool(name, "new"), ToolDefinition.Found(Records.Tool(name, "old"), null, Records.Then), Records.Then);

    private async Task<ServerRecord> RateAsync(string caller, int rating) =>
        (await _world.Get<RateServer>().ExecuteAsync(_world.Caller(caller), "/weather", rating, Cancellation)).Value!;
}
