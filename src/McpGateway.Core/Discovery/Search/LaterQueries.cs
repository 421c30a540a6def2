namespace McpGateway.Core.Discovery.Search;

/// <summary>
/// Queries that the model had no time for. They were answered by words; their vectors are made when it has time, one after the other, so
/// that whoever asks the same next is answered by both.
/// </summary>
/// <param name="embed">Embeds a query and keeps its vector. False when there was no time: then it is tried again.</param>
/// <param name="time">The clock.</param>
internal sealed class LaterQueries(Func<string, CancellationToken, Task<bool>> embed, TimeProvider time) : IDisposable
{
    /// <summary>Between two attempts, so that those who wait for an answer come first.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>More than these are forgotten, the oldest first: the newest are the likeliest to be asked again.</summary>
    private const int Most = 64;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _over = new();
    private readonly LinkedList<string> _waiting = [];
    private bool _isRunning;

    /// <summary>Takes a query, unless it waits already.</summary>
    public void Add(string query)
    {
        lock (_gate)
        {
            if (_over.IsCancellationRequested || _waiting.Contains(query))
            {
                return;
            }

            _waiting.AddLast(query);
            if (_waiting.Count > Most)
            {
                _waiting.RemoveFirst();
            }

            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Run(() => RunAsync(_over.Token));
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _over.Cancel();
            _waiting.Clear();
        }

        _over.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (Newest() is { } query)
            {
                if (!await embed(query, cancellationToken))
                {
                    await Task.Delay(Pause, time, cancellationToken);
                    continue;
                }

                lock (_gate)
                {
                    _waiting.Remove(query);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private string? Newest()
    {
        lock (_gate)
        {
            _isRunning = _waiting.Count > 0;
            return _waiting.Last?.Value;
        }
    }
}
