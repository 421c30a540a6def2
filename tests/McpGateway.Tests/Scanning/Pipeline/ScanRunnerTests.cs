using McpGateway.Core.Registry.Admission;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning;
using McpGateway.Core.Scanning.Pipeline;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Registry.Operations;
using McpGateway.Tests.Registry.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Scanning.Pipeline;

/// <summary>What comes of a scan beside its result.</summary>
public sealed class ScanRunnerTests : IAsyncLifetime
{
    private ScanWorld _world = null!;

    private static CancellationToken Cancellation => RegistryWorld.Cancellation;

    public async ValueTask InitializeAsync() => _world = await ScanWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Scan_UnsafeServer_IsTold()
    {
        await _world.PutAsync(description: ScanWorld.Poison);

        await _world.ScanAsync("/weather");

        var told = Assert.Single(_world.Heard.Events, static told => told.EventType == RegistryEventTypes.ScanComplete);
        Assert.Equal((RegistryHooks.Server, RegistryHooks.Gateway), (told.AssetType, told.Performer));
        var card = await told.Card(TestContext.Current.CancellationToken);
        Assert.Equal("/weather", card["path"]!.ToString());
        Assert.Equal(["X-Key"], card["header_names"]!.AsArray().Select(static name => name!.ToString()));
        Assert.False((bool)told.Scan!["is_safe"]!);
        Assert.True((bool)told.Scan["auto_disabled"]!);
        Assert.Equal("security-pending", Assert.Single(told.Scan["tags_applied"]!.AsArray())!.ToString());
        Assert.Equal(
            ["critical", "high", "medium", "low"], told.Scan["severity_counts"]!.AsObject().Select(static count => count.Key));
        Assert.True((int)told.Scan["severity_counts"]!["high"]! + (int)told.Scan["severity_counts"]!["critical"]! > 0);
        Assert.Null(told.Scan["scan_error"]);
    }

    [Fact]
    public async Task Scan_Again_TellsNothingThatItDidNotDo()
    {
        await _world.PutAsync(description: ScanWorld.Poison);
        await _world.ScanAsync("/weather");

        await _world.ScanAsync("/weather");

        var told = _world.Heard.Events[^1].Scan!;
        Assert.False((bool)told["auto_disabled"]!);
        Assert.Empty(told["tags_applied"]!.AsArray());
    }

    /// <summary>What comes with the product is scanned when somebody asks; the product does not switch itself off by it.</summary>
    [Fact]
    public async Task Scan_BuiltInServer_HasAResultAndNoEffect()
    {
        await _world.Registry.PutAsync(
            Records.Server() with { Description = ScanWorld.Poison, IsEnabled = true, IsBuiltIn = true }, Records.Tool("forecast"));

        var record = await _world.ScanAsync("/weather");

        Assert.False(record.IsSafe(DateTimeOffset.UtcNow));
        var stored = await _world.Registry.StoredAsync("/weather");
        Assert.True(stored.IsEnabled);
        Assert.Empty(stored.Tags);
    }

    [Fact]
    public async Task Find_ServersThatDoNotChange_AreOneListForAllScans()
    {
        await _world.PutAsync();
        await _world.PutAsync("/other", tools: Records.Tool("create_issue"));
        var source = _world.Get<SubjectSource>();
        var first = (await source.FindAsync("/weather", Cancellation))!.Neighbours;

        // A tag is no name.
        await _world.Registry.CommitAsync(new DocumentBatch().Put(
            ServerRepository.Servers, "/other", (await _world.Registry.StoredAsync("/other")) with { Tags = ["x"] }, null));
        Assert.Same(first, (await source.FindAsync("/other", Cancellation))!.Neighbours);

        await _world.PutAsync("/third");
        Assert.Contains((await source.FindAsync("/other", Cancellation))!.Neighbours, static server => server.Path == "/third");
    }

    [Fact]
    public async Task Undo_Removal_BringsBackWhatWasAccepted()
    {
        await _world.PutAsync(description: ScanWorld.Poison);
        var record = await _world.ScanAsync("/weather");
        var accepted = new Acceptance("admin", DateTimeOffset.UtcNow, "Ours", null);
        await _world.Get<ScanRunner>().ChangeAsync(
            "/weather",
            known => known with { Findings = [.. known.Findings.Select(finding => finding with { Accepted = accepted })] },
            Cancellation);
        var admin = _world.Registry.Caller("admin");
        Assert.True((await _world.Get<RemoveServer>().ExecuteAsync(admin, "/weather", Cancellation)).IsSuccess);
        Assert.Empty(_world.Get<ScanCatalog>().Current);

        Assert.True((await _world.Get<RestoreServer>().ExecuteAsync(admin, "/weather", Cancellation)).IsSuccess);

        var restored = _world.Get<ScanCatalog>().Current["/weather"];
        Assert.Equal(record.Findings.Count, restored.Findings.Count);
        Assert.All(restored.Findings, static finding => Assert.Equal("Ours", finding.Accepted?.Reason));
        Assert.True(restored.IsSafe(DateTimeOffset.UtcNow));
    }

    /// <summary>A registration that overwrites says that the server is on, and does not know why it was switched off.</summary>
    [Theory]
    [InlineData("admin")]
    [InlineData("owner")]
    public async Task Register_OverUnsafeServer_StaysDisabled(string who)
    {
        await _world.PutAsync(description: ScanWorld.Poison);
        await _world.ScanAsync("/weather");
        Assert.False((await _world.Registry.StoredAsync("/weather")).IsEnabled);

        var outcome = await RegisterAsync(who);

        Assert.True(outcome.Server.Description.Length > 0);
        Assert.False(outcome.Server.IsEnabled);
        Assert.Contains(outcome.Warnings, static warning => warning.Contains("stays disabled", StringComparison.Ordinal));
        Assert.Null(_world.Get<ScanCatalog>().Current["/weather"].Override);
    }

    [Fact]
    public async Task Register_OverSafeServer_IsEnabled()
    {
        await _world.PutAsync();
        await _world.ScanAsync("/weather");
        await _world.Registry.CommitAsync(new DocumentBatch().Put(
            ServerRepository.Servers, "/weather", (await _world.Registry.StoredAsync("/weather")) with { IsEnabled = false }, null));

        Assert.True((await RegisterAsync("admin")).Server.IsEnabled);
    }

    /// <summary>Nothing of a new server is offered before its definitions were scanned.</summary>
    [Fact]
    public async Task Register_NewServer_IsHeldUntilItsDefinitionsWereScanned()
    {
        Assert.True((await RegisterAsync("admin")).Server.IsHeld);
        Assert.True(Rules().IsHeld);
        await _world.ScanAsync("/weather");
        Assert.True(Rules().IsHeld);

        var found = Found(Records.Tool("forecast"));
        await _world.Registry.CommitAsync(new DocumentBatch().Put(ServerRepository.Tools, "/weather", found, null));
        Assert.True(Assert.Single(_world.Get<ServerCatalog>().Current["/weather"].Tools!).IsWithheld);
        Assert.Empty(ServerPins.Offered(found, Rules())!.Tools);

        await _world.ScanAsync("/weather");

        Assert.False(Rules().IsHeld);
        Assert.False(Assert.Single(_world.Get<ServerCatalog>().Current["/weather"].Tools!).IsWithheld);
    }

    [Fact]
    public async Task Register_NewServerWhereNothingIsBlocked_IsNotHeld()
    {
        await using var world = await ScanWorld.StartAsync(static services =>
            services.Configure<ScanOptions>(static options => options.Servers.BlockUnsafe = false));

        Assert.False((await RegisterAsync("admin", world)).Server.IsHeld);
    }

    /// <summary>Whoever switches a server on can use it when that is answered.</summary>
    [Fact]
    public async Task Wait_HeldServer_EndsWithItsScan()
    {
        await RegisterAsync("admin");
        await _world.Registry.CommitAsync(new DocumentBatch().Put(ServerRepository.Tools, "/weather", Found(), null));
        var waits = _world.Get<HeldServers>().WaitAsync("/weather", Cancellation);
        Assert.False(waits.IsCompleted);

        await _world.ScanAsync("/weather");

        await waits.WaitAsync(Cancellation);
        Assert.False(Rules().IsHeld);
    }

    private static ServerToolsRecord Found(params ToolRecord[] tools) =>
        new() { Tools = tools, DiscoveredAt = Records.Then, ProtocolVersion = "2025-06-18" };

    private PinRules Rules() => _world.Get<ServerCatalog>().Current["/weather"].Rules;

    private Task<RegisteredServer> RegisterAsync(string who) => RegisterAsync(who, _world);

    private static async Task<RegisteredServer> RegisterAsync(string who, ScanWorld world)
    {
        var outcome = await world.Get<RegisterServer>().ExecuteAsync(
            world.Registry.Caller(who),
            new()
            {
                Name = "weather",
                Path = "/weather",
                Description = "Adds numbers.",
                ProxyPassUrl = "https://weather.test/mcp",
                IsEnabled = true,
            },
            new(Overwrite: true), Cancellation);
        Assert.True(outcome.IsSuccess, outcome.Error?.Detail);
        return outcome.Value;
    }
}
