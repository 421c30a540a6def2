namespace McpGateway.EndToEndTests.Support;

/// <summary>A gateway with a server of each generation of the protocol, of the official SDKs.</summary>
public class GatewayWithPeers : SharedGateway
{
    public const string Stateful = "stateful-server.mjs";
    public const string Stateless = "stateless-server.mjs";

    /// <summary>Where the server of a script is registered.</summary>
    internal static string PathOf(string script) => script == Stateful ? "/stateful" : "/stateless";

    internal NodeServer StatefulServer { get; private set; } = null!;

    private protected override async Task SeedAsync()
    {
        StatefulServer = await AddAsync(Stateful);
        await AddAsync(Stateless);
    }

    private async Task<NodeServer> AddAsync(string script)
    {
        var server = Keep(await NodeServer.StartAsync(script, Cancellation));
        await Gateway.RegisterAsync(PathOf(script), server.Address, Cancellation);
        return server;
    }
}
