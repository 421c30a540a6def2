using McpGateway.Core.Invocation;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Routing;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Proxy.Streaming;
using McpGateway.Tests.Registry.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Invocation;

/// <summary>
/// The invoker on a scripted data plane, with one server, <c>/weather</c>, whose tools <c>forecast</c> and <c>count</c> may be called.
/// </summary>
internal sealed class InvokerWorld : IDisposable
{
    private readonly DocumentStore _store;
    private readonly RouteTableHolder _routes = new();

    private InvokerWorld(Func<SeenRequest, HttpResponseMessage> answer)
    {
        Gateway = new(answer);
        _store = new(new MemoryDocumentStorage(), () => [Catalog!], NullLogger<DocumentStore>.Instance);
        Repository = new(_store);
        Catalog = new(Repository, Records.Pins);
        Invoker = new(Gateway, new Decider(), _routes, Catalog, Repository);
    }

    public ScriptedGateway Gateway { get; }

    public ToolInvoker Invoker { get; }

    private ServerCatalog Catalog { get; }

    private ServerRepository Repository { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="revision">What discovery saw of the server; null when it saw nothing.</param>
    public static async Task<InvokerWorld> StartAsync(
        Func<SeenRequest, HttpResponseMessage> answer,
        string? revision = null,
        string schema = "{}",
        RouteState state = RouteState.Ready,
        params string[] transports)
    {
        var world = new InvokerWorld(answer);
        world._routes.Publish(new([new Route { Path = "/weather", Upstream = new("http://weather.test/"), State = state }], 1));
        var batch = new DocumentBatch().Put(ServerRepository.Servers, "/weather", Server(transports), null);
        if (revision is not null)
        {
            batch.Put(ServerRepository.Tools, "/weather",
                new() { Tools = [Tool("forecast", schema)], ProtocolVersion = revision, DiscoveredAt = default }, null);
        }

        await world._store.StartAsync(Cancellation);
        Assert.True((await world._store.CommitAsync(batch, Cancellation)).IsSuccess);
        return world;
    }

    public Task<ToolCallOutcome> CallAsync(ToolCall call) => Invoker.InvokeAsync(call, Cancellation);

    public void Dispose() => _store.Dispose();

    private static ServerRecord Server(string[] transports) => new()
    {
        ServerName = "Weather",
        Description = "",
        Path = "/weather/",
        ProxyPassUrl = "http://weather.test/",
        SupportedTransports = transports.Length > 0 ? transports : ["streamable-http"],
        IsEnabled = true,
        RegisteredBy = "test",
        RegisteredAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private static ToolRecord Tool(string name, string schema) =>
        new() { Name = name, InputSchema = Calls.Json(schema), DefinitionHash = "h", ApprovedHash = "h" };

    private sealed class Decider : IAccessDecider
    {
        public IServerAccess For(ProxyCaller caller, Route route) => new FixedAccess("forecast", "count");
    }
}
