using System.Text.Json;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Egress.Storage;
using McpGateway.Core.Health;
using McpGateway.Core.Health.Discovery;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Routing;
using McpGateway.Foundation.Documents;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Routing;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Registry.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Routing;

/// <summary>
/// The route table follows the store: what a commit changes is routed by when it returns, and what changes no route publishes nothing.
/// </summary>
public sealed class RoutePublisherTests : IDisposable
{
    private readonly MemoryDocumentStorage _storage = new();
    private readonly RouteTableHolder _holder = new();
    private readonly DocumentStore _store;
    private ServerCatalog _catalog = null!;
    private AgentCatalog _agents = null!;

    public RoutePublisherTests() => _store = new(_storage, () => [Catalog(), Agents(), Publisher()], NullLogger<DocumentStore>.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Load_StoredServers_AreRouted()
    {
        await _storage.CommitAsync(
            new DocumentBatch()
                .Put(ServerRepository.Servers, "/a", On("/a"), null)
                .Put(HealthRepository.Health, "/a", new("healthy", null), null)
                .Put(ServerRepository.Secrets, "/a", new() { Headers = [new("X-Key", "k")] }, null)
                .Put(ServerRepository.Servers, "/b", On("/b"), null)
                .Put(ServerRepository.Servers, "/stdio", On("/stdio", url: null), null)
                .Put(HealthRepository.Health, "/gone", new("healthy", null), null),
            Cancellation);

        await _store.StartAsync(Cancellation);

        Assert.Equal("/a Ready X-Key, /b Unhealthy ", Routes());
        Assert.Equal(0, _holder.Current.Revision);
    }

    [Fact]
    public async Task Commit_EveryPartOfARoute_IsFollowed()
    {
        await _store.StartAsync(Cancellation);
        Assert.Equal("", Routes());

        await CommitAsync(batch => batch.Put(ServerRepository.Servers, "/a", On("/a"), null));
        Assert.Equal("/a Unhealthy ", Routes());

        await CommitAsync(batch => batch.Put(HealthRepository.Health, "/a", new("healthy", null), null));
        Assert.Equal("/a Ready ", Routes());

        await CommitAsync(batch => batch.Put(ServerRepository.Secrets, "/a", new() { Headers = [new("Authorization", "v")] }, null));
        Assert.Equal("/a Ready Authorization", Routes());

        await CommitAsync(batch => batch.Put(EgressRepository.Settings, "/a", Egress(EgressMode.UserOAuth), null));
        Assert.Equal("/a Ready ", Routes());
        Assert.True(_holder.Current.Find("/a")!.UsesEgressCredentials);

        await CommitAsync(batch => batch.Put(EgressRepository.Settings, "/a", Egress(EgressMode.None), null));
        Assert.Equal("/a Ready Authorization", Routes());

        await CommitAsync(batch => batch.Put(ServerRepository.Servers, "/a", On("/a") with { IsEnabled = false }, null));
        Assert.Equal("/a Disabled Authorization", Routes());

        await CommitAsync(batch => batch.Delete(ServerRepository.Servers, "/a", null));
        Assert.Equal("", Routes());
    }

    [Fact]
    public async Task Commit_NothingThatARouteHas_PublishesNothing()
    {
        await _store.StartAsync(Cancellation);
        await CommitAsync(batch => batch
            .Put(ServerRepository.Servers, "/a", On("/a"), null)
            .Put(HealthRepository.Health, "/a", new("healthy", Records.Then), null)
            .Put(ServerRepository.Secrets, "/a", new() { Headers = [new("X-Key", "k")] }, null));
        var before = _holder.Current;

        await CommitAsync(batch =>
            batch.Put(HealthRepository.Health, "/a", new("healthy", Records.Then.AddHours(1)) { Latency = TimeSpan.FromSeconds(1) }, null));
        await CommitAsync(batch =>
            batch.Put(ServerRepository.Servers, "/a", On("/a") with { Description = "other", Ratings = [new("kim", 5)] }, null));
        await CommitAsync(batch => batch.Put(ServerRepository.Secrets, "/a", new() { Headers = [new("X-Key", "k")] }, null));
        await CommitAsync(batch => batch.Put(ServerRepository.Tools, "/a", new() { Tools = [], DiscoveredAt = Records.Then }, null));

        Assert.Same(before, _holder.Current);
    }

    [Theory]
    [InlineData("X-Key", "other")]
    [InlineData("X-Other", "k")]
    public async Task Commit_AnotherHeader_IsAnotherRoute(string name, string value)
    {
        await _store.StartAsync(Cancellation);
        await CommitAsync(batch =>
            batch.Put(ServerRepository.Servers, "/a", On("/a"), null).Put(ServerRepository.Secrets, "/a",
                new() { Headers = [new("X-Key", "k")] }, null));

        await CommitAsync(batch => batch.Put(ServerRepository.Secrets, "/a", new() { Headers = [new(name, value)] }, null));

        Assert.Equal(KeyValuePair.Create(name, value), Assert.Single(_holder.Current.Find("/a")!.Headers));
    }

    [Fact]
    public async Task Commit_SeveralServers_IsOneTableOfThatRevision()
    {
        await _store.StartAsync(Cancellation);

        await CommitAsync(batch =>
            batch.Put(ServerRepository.Servers, "/a", On("/a"), null).Put(ServerRepository.Servers, "/b", On("/b"), null));

        Assert.Equal("/a Unhealthy , /b Unhealthy ", Routes());
        Assert.Equal(await _storage.ReadRevisionAsync(Cancellation), _holder.Current.Revision);
    }

    [Fact]
    public async Task Commit_ServerThatIsNoLongerProxied_LosesItsRoute()
    {
        await _store.StartAsync(Cancellation);
        await CommitAsync(batch => batch.Put(ServerRepository.Servers, "/a", On("/a"), null));

        await CommitAsync(batch => batch.Put(ServerRepository.Servers, "/a", On("/a", url: null), null));

        Assert.Null(_holder.Current.Find("/a"));
    }

    [Fact]
    public async Task Commit_BuiltInServer_AnswersUnderItsAliasToo()
    {
        await _store.StartAsync(Cancellation);

        await CommitAsync(batch =>
            batch.Put(ServerRepository.Servers, "/clock", On("/clock/", "inprocess://clock/") with { IsBuiltIn = true }, null));

        Assert.Same(_holder.Current.Find("/clock"), _holder.Current.Find("/time"));
        Assert.Equal(RouteState.Ready, _holder.Current.Find("/time")!.State);
    }

    /// <summary>Whether a commit or a whole reload is to bring it: the route waits for the catalogue, and follows with it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delivery_CatalogueCannotRead_RouteKeepsItsPinsAndFollowsLater(bool reloads)
    {
        var first = Found("Reads.");
        await _store.StartAsync(Cancellation);
        await CommitAsync(batch => batch
            .Put(ServerRepository.Servers, "/a", On("/a"), null)
            .Put(ServerRepository.Servers, "/off", On("/off"), null)
            .Put(ServerRepository.Servers, "/gone", On("/gone"), null)
            .Put(ServerRepository.Tools, "/a", first, null));
        var before = _holder.Current.Find("/a")!.Pins!;
        _storage.UnreadableKind = ServerRepository.Tools.Name;
        if (reloads)
        {
            _storage.Rewrite();
        }

        await CommitAsync(batch => batch
            .Put(ServerRepository.Tools, "/a", ToolMerge.Apply(first, FoundNow("Steals."), Records.Then, Rules)!, null)
            .Put(ServerRepository.Servers, "/new", On("/new"), null)
            .Put(ServerRepository.Servers, "/off", On("/off") with { IsEnabled = false }, null)
            .Delete(ServerRepository.Servers, "/gone", null));
        Assert.Null(_holder.Current.Find("/new"));
        Assert.Same(before, _holder.Current.Find("/a")!.Pins);
        if (!reloads)
        {
            Assert.Null(_holder.Current.Find("/gone"));
            Assert.Equal(RouteState.Disabled, _holder.Current.Find("/off")!.State);
        }

        _storage.UnreadableKind = null;
        await _store.CatchUpAsync(Cancellation);

        Assert.Equal(PinState.Changed, _holder.Current.Find("/a")!.Pins!.RefusalOf(DefinitionKind.Tool, "t"));
        Assert.NotNull(_holder.Current.Find("/new"));
        Assert.Null(_holder.Current.Find("/gone"));
        Assert.Equal(RouteState.Disabled, _holder.Current.Find("/off")!.State);
    }

    private static readonly PinRules Rules = new(PinMode.Quarantine, AcceptsNew: false, AcceptsNewResources: true);

    private static FoundTools FoundNow(string description) => new([Records.Tool("t", description)], "n", "1", null, "2025-06-18");

    private static ServerToolsRecord Found(string description) => ToolMerge.Apply(null, FoundNow(description), Records.Then, Rules)!;

    private static ServerRecord On(string path, string? url = "https://weather.test/mcp") =>
        Records.Server(path, url: url) with { IsEnabled = true };

    private static EgressSettingsRecord Egress(string mode) =>
        new() { Mode = mode, Provider = "custom", Origins = ["https://weather.test"], UpdatedAt = Records.Then, UpdatedBy = "ann" };

    private string Routes() => string.Join(", ", _holder.Current.Routes
        .OrderBy(route => route.Path, StringComparer.Ordinal)
        .Select(route => $"{route.Path} {route.State} {string.Join('+', route.Headers.Select(header => header.Key))}"));

    [Fact]
    public async Task Commit_Agent_IsRoutedUnderItsPathWithTheInterfacesThatCanBeCarried()
    {
        await _store.StartAsync(Cancellation);
        await CommitAsync(batch => batch
            .Put(AgentRepository.Agents, "/travel", Agent("/travel"), null)
            .Put(HealthRepository.Health, "/travel", new("healthy", null), null)
            .Put(ServerRepository.Secrets, "/travel", new() { Headers = [new("X-Key", "k")] }, null));

        var route = _holder.Current.Find("/travel")!;

        Assert.Equal("/travel Ready X-Key", Routes());
        Assert.Equal(
            "HttpJson https://a.test/rest True t1, JsonRpc https://a.test/old False ",
            string.Join(", ", route.Agent!.Endpoints.Select(item => $"{item.Binding} {item.Url} {item.IsVersion1} {item.Tenant}")));
        Assert.Equal("https://a.test/rest", route.Upstream.AbsoluteUri);

        await CommitAsync(batch => batch.Put(AgentRepository.Agents, "/travel", Agent("/travel") with { IsEnabled = false }, null));
        Assert.Equal("/travel Disabled X-Key", Routes());

        await CommitAsync(batch => batch.Delete(AgentRepository.Agents, "/travel", null));
        Assert.Equal("", Routes());
    }

    [Fact]
    public async Task Load_StoredAgents_AreRouted()
    {
        await _storage.CommitAsync(new DocumentBatch().Put(AgentRepository.Agents, "/travel", Agent("/travel"), null), Cancellation);

        await _store.StartAsync(Cancellation);

        Assert.NotNull(_holder.Current.Find("/travel")!.Agent);
    }

    private static AgentDocument Agent(string path) => new()
    {
        Path = path,
        Card = JsonElement.Parse(
            """
            {"name":"Travel","description":"Books","version":"1","capabilities":{},"defaultInputModes":["text/plain"],
             "defaultOutputModes":["text/plain"],"skills":[],"supportedInterfaces":[
             {"url":"grpc://a.test:50051","protocolBinding":"GRPC","protocolVersion":"1.0"},
             {"url":"https://a.test/rest","protocolBinding":"HTTP+JSON","protocolVersion":"1.0","tenant":"t1"},
             {"url":"https://a.test/old","protocolBinding":"JSONRPC","protocolVersion":"0.3"}]}
            """),
        CardHash = "h",
        IsEnabled = true,
        RegisteredBy = "kim",
        OwnerSubject = "kim",
        RegisteredAt = Records.Then,
        UpdatedAt = Records.Then,
    };

    private async Task CommitAsync(Func<DocumentBatch, DocumentBatch> fill) =>
        Assert.True((await _store.CommitAsync(fill(new()), Cancellation)).IsSuccess);

    private ServerCatalog Catalog() => _catalog = new(new(_store), Records.Pins);

    private AgentCatalog Agents() => _agents = new(new(_store), new([]), NullLogger<AgentCatalog>.Instance);

    private RoutePublisher Publisher() => new(
        new(_store), _catalog, _agents, new(_store), new(_store),
        [new BuiltInServer("/clock/", "Clock", "", "inprocess://clock/") { Aliases = ["/time"] }],
            _holder, new(TimeProvider.System),
        Options.Create(new RoutingOptions()), NullLogger<RoutePublisher>.Instance);
}
