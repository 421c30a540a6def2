using McpGateway.Foundation;

namespace McpGateway.Identity.Providers;

/// <summary>
/// Something that is fetched from elsewhere and kept. One fetch at a time for any number of readers; a value that is no longer fresh is
/// used while the next one is fetched, and while the source is away; what readers ask beyond that is rationed.
/// </summary>
internal sealed class RefreshingValue<T>(
    Func<CancellationToken, Task<Result<T>>> fetch, Action<Error> failed, RefreshTimes times, TimeProvider time)
    where T : class
{
    private const int Burst = 3;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    private readonly Lock _changing = new();
    private T? _value;
    private DateTimeOffset _fetchedAt;
    private DateTimeOffset _notBefore;
    private DateTimeOffset _rationedAt;
    private double _ration = Burst;
    private Task? _fetching;

    /// <summary>Whether the last fetch failed.</summary>
    public bool IsUncertain { get; private set; }

    /// <returns>The value, or null when it was never had and cannot be had now.</returns>
    public async ValueTask<T?> GetAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        Task? fetching;
        lock (_changing)
        {
            var age = now - _fetchedAt;
            if (_value is not null && age < times.FreshFor)
            {
                return _value;
            }

            fetching = Start(now);
            if (_value is not null && age < times.UsableFor)
            {
                return _value;
            }
        }

        if (fetching is not null)
        {
            await fetching.WaitAsync(cancellationToken);
        }

        lock (_changing)
        {
            return time.GetUtcNow() - _fetchedAt < times.UsableFor ? _value : null;
        }
    }

    /// <summary>A reader missed something in <paramref name="known"/>: a newer value, if one may be fetched for that.</summary>
    public async ValueTask<T?> GetNewerAsync(T known, CancellationToken cancellationToken)
    {
        Task? fetching;
        lock (_changing)
        {
            if (!ReferenceEquals(_value, known))
            {
                return _value;
            }

            fetching = _fetching ?? (TakeRation(time.GetUtcNow()) ? Start(time.GetUtcNow()) : null);
        }

        if (fetching is not null)
        {
            await fetching.WaitAsync(cancellationToken);
        }

        lock (_changing)
        {
            return _value;
        }
    }

    private Task? Start(DateTimeOffset now)
    {
        if (_fetching is null && now >= _notBefore)
        {
            // Not the reader's token: others wait for the same fetch, and its time is bounded.
            _fetching = FetchAsync();
        }

        return _fetching;
    }

    private async Task FetchAsync()
    {
        // Leaves the lock before anything happens.
        await Task.Yield();
        Result<T> fetched;
        try
        {
            fetched = await fetch(CancellationToken.None);
        }
#pragma warning disable CA1031 // A fetch that breaks in an unforeseen way must not be the last one ever tried.
        catch (Exception broken)
#pragma warning restore CA1031
        {
            fetched = new Error(ErrorKind.Failed, broken.GetType().Name);
        }

        lock (_changing)
        {
            _fetching = null;
            IsUncertain = !fetched.IsSuccess;
            if (fetched.IsSuccess)
            {
                (_value, _fetchedAt) = (fetched.Value, time.GetUtcNow());
            }
            else
            {
                _notBefore = time.GetUtcNow() + AfterFailure;
            }
        }

        if (!fetched.IsSuccess)
        {
            failed(fetched.Error);
        }
    }

    private bool TakeRation(DateTimeOffset now)
    {
        var earned = (now - _rationedAt) / times.RationEvery;
        _ration = Math.Min(Burst, _ration + Math.Max(0, earned));
        _rationedAt = now;
        if (_ration < 1)
        {
            return false;
        }

        _ration--;
        return true;
    }
}

/// <param name="FreshFor">How long a value is used without a thought.</param>
/// <param name="UsableFor">How long it is used while no newer one can be had.</param>
/// <param name="RationEvery">How often a reader may cause a fetch, after the first few.</param>
internal sealed record RefreshTimes(TimeSpan FreshFor, TimeSpan UsableFor, TimeSpan RationEvery);
