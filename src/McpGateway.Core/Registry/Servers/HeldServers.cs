using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Waits for the end of holds, so that whoever switches a server on can use it as soon as that is answered.</summary>
public sealed class HeldServers(ServerCatalog catalog, TimeProvider time) : IChangeHandler
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>After the routes: what is not held any more is routed.</summary>
    public ChangePhase Phase => ChangePhase.Notify;

    public Task LoadAsync(CancellationToken cancellationToken)
    {
        Wake();
        return Task.CompletedTask;
    }

    public Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.KeysOf(ServerRepository.Servers.Name).Count > 0)
        {
            Wake();
        }

        return Task.CompletedTask;
    }

    /// <summary>Ends when the server is switched off or gone, or is held no more; or when the time is over.</summary>
    public async Task WaitAsync(string key, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var end = Task.Delay(limit, time, ended.Token);
        while (!end.IsCompleted)
        {
            // Taken before looking, so that nothing between is missed.
            var changed = Volatile.Read(ref _changed).Task;
            if (catalog.Find(key) is not { Rules.IsHeld: true, Server.IsEnabled: true })
            {
                break;
            }

            await Task.WhenAny(changed, end);
            cancellationToken.ThrowIfCancellationRequested();
        }

        await ended.CancelAsync();
    }

    private void Wake() => Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
