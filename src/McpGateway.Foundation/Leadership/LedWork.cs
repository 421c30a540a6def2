namespace McpGateway.Foundation.Leadership;

/// <summary>
/// Work that one of several replicas does: the replica that is elected works until it stops, loses the leadership or fails, and is elected
/// anew. Without leases, where nothing is shared, it works at once.
/// </summary>
/// <param name="role">What is led, see <see cref="ILeaderLease"/>.</param>
/// <param name="interval">Between two attempts to become the leader, and after a failure.</param>
/// <param name="leases">The first one decides.</param>
/// <param name="time">The clock.</param>
public sealed class LedWork(string role, TimeSpan interval, IEnumerable<ILeaderLease> leases, TimeProvider time)
{
    private readonly RepeatedFailures _failures = new(time);

    /// <summary>Something was done: the next failure is told at once, and not as one of many.</summary>
    public void Succeeded() => _failures.Ended();

    /// <summary>Returns when the process stops.</summary>
    /// <param name="work">
    /// What the leader does, under the leadership. Its token ends with the leadership, too; where it returns, there is an election.
    /// </param>
    /// <param name="tell">Logs a failure, with how many were not told since the last one that was.</param>
    /// <param name="stoppingToken">Ends everything.</param>
    public async Task RunAsync(
        Func<ILeadership, CancellationToken, Task> work, Action<long, Exception> tell, CancellationToken stoppingToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(tell);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LeadAsync(work, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // The store may be away for a while.
                if (_failures.ShouldTell(out var untold))
                {
                    tell(untold, failure);
                }

                await Task.Delay(interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task LeadAsync(Func<ILeadership, CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        await using var leadership = await ElectAsync(stoppingToken);
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, leadership.Lost);
        try
        {
            await work(leadership, leading.Token);
        }
        catch (OperationCanceledException) when (leadership.Lost.IsCancellationRequested)
        {
            // Another replica goes on.
        }
    }

    private async Task<ILeadership> ElectAsync(CancellationToken stoppingToken)
    {
        if (leases.FirstOrDefault() is not { } lease)
        {
            return new Undisputed();
        }

        ILeadership? leadership;
        while ((leadership = await lease.TryAcquireAsync(role, stoppingToken)) is null)
        {
            // The store answers, and there is nothing to do here.
            _failures.Ended();
            await Task.Delay(interval, time, stoppingToken);
        }

        return leadership;
    }

    /// <summary>Of a replica that is the only one.</summary>
    private sealed class Undisputed : ILeadership
    {
        public CancellationToken Lost => CancellationToken.None;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
