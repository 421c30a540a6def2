namespace McpGateway.EndToEndTests.Support;

/// <summary>
/// A gateway for all tests of a class, which run one after the other: to start one, and to use each part of it for the first time, takes
/// longer than most tests. For tests that do not mind what others of their class left behind.
/// </summary>
public class SharedGateway : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _kept = [];

    internal GatewayProcess Gateway { get; private set; } = null!;

    /// <summary>What the gateway is configured with.</summary>
    private protected virtual IReadOnlyDictionary<string, string?>? Settings => null;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Gateway = await GatewayProcess.StartAsync(Cancellation, Settings, PrepareAsync);
        await Gateway.SignInAsync(Cancellation);
        await SeedAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (Gateway is not null)
        {
            await Gateway.DisposeAsync();
        }

        foreach (var server in _kept)
        {
            await server.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>What the gateway finds in its data directory when it starts.</summary>
    private protected virtual Task PrepareAsync(string dataDirectory) => Task.CompletedTask;

    /// <summary>What every test of the class finds, made through the API.</summary>
    private protected virtual Task SeedAsync() => Task.CompletedTask;

    /// <summary>Disposes of it after the gateway.</summary>
    private protected T Keep<T>(T server)
        where T : IAsyncDisposable
    {
        _kept.Add(server);
        return server;
    }
}
