using McpGateway.Foundation.Documents;

namespace McpGateway.Storage.Sqlite;

/// <summary>With SQLite no other replica commits, so nothing ever needs to be signalled.</summary>
internal sealed class SilentChangeSignal : IChangeSignal, IHostedService
{
    public Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
