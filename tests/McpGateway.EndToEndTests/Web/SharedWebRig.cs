using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests.Web;

/// <summary>Tests that share a gateway. Each has the browser for itself, with nobody signed in.</summary>
public abstract class SharedWebRig<TGateway>(TGateway shared) : IClassFixture<TGateway>, IAsyncLifetime
    where TGateway : SharedGateway
{
    internal GatewayProcess Gateway => shared.Gateway;

    private protected TGateway Shared => shared;

    internal Chromium Browser { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Browser = await Chromium.StartAsync();

    public async ValueTask DisposeAsync()
    {
        // The browser may be missing: then nothing was started.
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
