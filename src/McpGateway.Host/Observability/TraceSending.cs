using OpenTelemetry.Trace;

namespace McpGateway.Host.Observability;

/// <summary>What records traces and sends them. Made at start where it is configured.</summary>
internal sealed class TraceSending(IServiceProvider services) : IDisposable
{
    /// <summary>Milliseconds that what is left to send may take when the process stops.</summary>
    private const int LastSending = 2_000;

    private readonly TracerProvider? _provider = Exporting.Traces(services);

    public void Dispose()
    {
        _provider?.Shutdown(LastSending);
        _provider?.Dispose();
    }
}
