using System.Threading.Channels;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Egress.Connections;

/// <summary>
/// After the first user has connected an account, the server's tools are listed in that user's name: without a credential it shows none.
/// The same with the gateway's own token, once there can be one. When tools are known already, what one user happens to see does not
/// replace them.
/// </summary>
internal sealed partial class DiscoveryQueue(
    ServerRepository servers, IServerHealth health, ILogger<DiscoveryQueue> logger) : BackgroundService
{
    private const int Capacity = 100;

    // Full: a later connection, or an operator, discovers the tools.
    private readonly Channel<(string Server, Func<CancellationToken, ValueTask<string?>> Authorization)> _queue =
        Channel.CreateBounded<(string, Func<CancellationToken, ValueTask<string?>>)>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Add(string server, string accessToken) => Add(server, _ => new("Bearer " + accessToken));

    /// <param name="server">The server's key.</param>
    /// <param name="authorization">Gets the value of <c>Authorization</c> when it is needed; null when there is none after all.</param>
    public void Add(string server, Func<CancellationToken, ValueTask<string?>> authorization) =>
        _queue.Writer.TryWrite((server, authorization));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (server, authorization) in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                // Agents have none: what they can do is in their cards.
                if (await servers.FindAsync(server, stoppingToken) is not null
                    && (await servers.FindToolsAsync(server, stoppingToken))?.Value.ProtocolVersion is null
                    && await authorization(stoppingToken) is { } value)
                {
                    await health.DiscoverAsync(server, [new("Authorization", value)], stoppingToken);
                }
            }
#pragma warning disable CA1031 // one server that cannot be asked must not end the discovery of the others
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(server, failure);
            }
        }
    }

    [LoggerMessage(EventId = 12004, Level = LogLevel.Warning, Message = "The tools of {Server} could not be discovered with a credential.")]
    private partial void LogFailed(string server, Exception failure);
}
