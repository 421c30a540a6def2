using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests.Web;

/// <summary>A gateway of its own and a browser for each test class, and what they share.</summary>
public abstract class WebRig : IAsyncLifetime
{
    internal GatewayProcess Gateway { get; private set; } = null!;

    internal Chromium Browser { get; private set; } = null!;

    /// <summary>What the gateway is configured with.</summary>
    private protected virtual IReadOnlyDictionary<string, string?>? Settings => null;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Browser = await Chromium.StartAsync();
        Gateway = await GatewayProcess.StartAsync(Cancellation, Settings);
        await Gateway.SignInAsync(Cancellation);
    }

    public virtual async ValueTask DisposeAsync()
    {
        // The browser may be missing: then nothing was started.
        if (Gateway is not null)
        {
            await Gateway.DisposeAsync();
        }

        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
