namespace McpGateway.Embeddings.Onnx.Models;

/// <summary>
/// Loads the model when somebody needs it and gives its memory back when nobody has for a while: a gateway whose catalogue does not change
/// and that nobody searches pays nothing for it.
/// </summary>
internal sealed class LoadedModel(Func<SentenceModel> load, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private Task<SentenceModel>? _model;
    private ITimer? _timer;
    private int _users;
    private bool _isDisposed;

    public bool IsLoaded
    {
        get
        {
            lock (_gate)
            {
                return _model is { IsCompletedSuccessfully: true };
            }
        }
    }

    /// <summary>
    /// Waits for the model; it goes on being loaded when the wait is given up. Dispose the lease when done with the model.
    /// </summary>
    /// <param name="inBackground">Whether loading may take its time; a load that has begun goes on as it began.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidDataException">It cannot be loaded.</exception>
    public async Task<Lease> RentAsync(bool inBackground, CancellationToken cancellationToken)
    {
        Task<SentenceModel> loading;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _users++;
            if (_model is null or { IsFaulted: true })
            {
                _model = inBackground ? BackgroundThread.RunAsync(load) : Task.Run(load, CancellationToken.None);
            }

            loading = _model;
        }

        try
        {
            return new(this, await loading.WaitAsync(cancellationToken));
        }
        catch
        {
            Return();
            throw;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer?.Dispose();
            if (_users == 0)
            {
                Unload();
            }
        }
    }

    private void Return()
    {
        lock (_gate)
        {
            _users--;
            if (_users > 0)
            {
                return;
            }

            if (_isDisposed)
            {
                Unload();
                return;
            }

            _timer ??= time.CreateTimer(
                static self => ((LoadedModel)self!).UnloadIdle(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(IdleTime, Timeout.InfiniteTimeSpan);
        }
    }

    private void UnloadIdle()
    {
        lock (_gate)
        {
            if (_users == 0)
            {
                Unload();
            }
        }
    }

    private void Unload()
    {
        if (_model is { } model)
        {
            _ = DisposeAsync(model);
            _model = null;
        }
    }

    /// <summary>Also one that is still being loaded: its last user has given up waiting.</summary>
    private static async Task DisposeAsync(Task<SentenceModel> model)
    {
        await ((Task)model).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (model.IsCompletedSuccessfully)
        {
            (await model).Dispose();
        }
    }

    /// <summary>The right to use the model.</summary>
    internal readonly struct Lease(LoadedModel owner, SentenceModel model) : IDisposable
    {
        public SentenceModel Model { get; } = model;

        public void Dispose() => owner.Return();
    }
}
