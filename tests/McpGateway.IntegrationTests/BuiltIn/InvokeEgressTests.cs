using McpGateway.Proxy.Access;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.BuiltIn;

/// <summary>Credentials that the gateway keeps for its callers serve calls through <c>invoke_mcp_tool</c> too.</summary>
public sealed class InvokeEgressTests : IAsyncLifetime
{
    private const string Echo = """{"server_path":"/everything","tool_name":"echo","arguments":{"message":"m"}}""";

    private readonly Accounts _accounts = new();
    private McpgwWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await McpgwWorld.StartAsync(services => services.AddSingleton<IEgressCredentials>(_accounts));
        await _world.AddEverythingAsync("/everything");
        await _world.PutScopeAsync("agent", new("mcpgw", ["tools/call"], ["*"]), new("everything", ["tools/call"], ["*"]));
        var routes = _world.Get<RouteTableHolder>();
        routes.Publish(new(
            routes.Current.Routes.Select(route => route with { UsesEgressCredentials = route.Path == "/everything" }),
            routes.Current.Revision));
        _world.SeenUpstream.Clear();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Invoke_AccountConnected_CallCarriesItsCredential()
    {
        _accounts.Answer = EgressCredential.Granted("Bearer of-the-account");

        var answer = await _world.CallAsync("agent", "invoke_mcp_tool", Echo);

        Assert.Equal("m", answer.Text);
        Assert.All(_world.SeenUpstream, seen => Assert.Equal("Bearer of-the-account", seen.Authorization));
    }

    [Fact]
    public async Task Invoke_AccountNotConnected_CallerIsSentToThePageAsOnADirectCall()
    {
        _accounts.Answer = EgressCredential.ConsentNeeded("/connect/everything", "Connect your account first.");

        var invoked = await _world.CallAsync("agent", "invoke_mcp_tool", Echo);
        var direct = await _world.CallAsync("agent", "echo", """{"message":"m"}""", "/everything/mcp");

        Assert.Empty(_world.SeenUpstream);
        foreach (var error in new[] { invoked.Message.GetProperty("error"), direct.Message.GetProperty("error") })
        {
            Assert.Equal(-32042, error.GetProperty("code").GetInt32());
            Assert.EndsWith(
                "/connect/everything", error.GetProperty("data").GetProperty("elicitations")[0].GetProperty("url").GetString(),
                StringComparison.Ordinal);
        }
    }

    private sealed class Accounts : IEgressCredentials
    {
        public EgressCredential Answer { get; set; } = EgressCredential.Refused("Not set.");

        public ValueTask<EgressCredential> GetAsync(ProxyCaller caller, Route route, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Answer);

        public ValueTask<EgressCredential> StepUpAsync(
            ProxyCaller caller, Route route, EgressCredential used, string challenge,
            CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<EgressCredential> RenewAsync(
            ProxyCaller caller, Route route, EgressCredential refused, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Answer);
    }
}
