namespace McpGateway.Cli.Running;

/// <summary>
/// Work that is brought to its end although the command was told to stop: an answer that ends the refresh token that was sent has to be
/// kept. Whatever else runs is left.
/// </summary>
internal sealed class UninterruptedWork
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _ended;
    private int _running;

    public bool IsRunning
    {
        get
        {
            lock (_lock)
            {
                return _running > 0;
            }
        }
    }

    /// <summary>Begins a piece of it, which ends when the result is disposed of.</summary>
    public IDisposable Begin()
    {
        lock (_lock)
        {
            _running++;
            _ended ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return new Piece(this);
    }

    /// <summary>Ends when no piece runs.</summary>
    public Task EndAsync()
    {
        lock (_lock)
        {
            return _ended?.Task ?? Task.CompletedTask;
        }
    }

    private void End()
    {
        lock (_lock)
        {
            if (--_running == 0)
            {
                _ended!.SetResult();
                _ended = null;
            }
        }
    }

    private sealed class Piece(UninterruptedWork work) : IDisposable
    {
        private int _isEnded;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isEnded, 1) == 0)
            {
                work.End();
            }
        }
    }
}
