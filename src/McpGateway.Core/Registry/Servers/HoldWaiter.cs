using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Waits for the end of holds, so that whoever switches something on can use it as soon as that is answered.</summary>
/// <param name="kind">Of the documents that say what is held.</param>
/// <param name="time">Measures how long it waits.</param>
public abstract class HoldWaiter(string kind, TimeProvider time) : IChangeHandler
{
    /// <summary>How long somebody waits at the most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

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
        if (changes.KeysOf(kind).Count > 0)
        {
            Wake();
        }

        return Task.CompletedTask;
    }

    /// <summary>Ends when it is switched off or gone, or is held no more; or after <see cref="Longest"/>.</summary>
    public async Task WaitAsync(string key, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var end = Task.Delay(Longest, time, ended.Token);
        while (!end.IsCompleted)
        {
            // Taken before looking, so that nothing between is missed.
            var changed = Volatile.Read(ref _changed).Task;
            if (!Waits(key))
            {
                break;
            }

            await Task.WhenAny(changed, end);
            cancellationToken.ThrowIfCancellationRequested();
        }

        await ended.CancelAsync();
    }

    /// <summary>Whether it is on and held.</summary>
    protected abstract bool Waits(string key);

    private void Wake() => Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
