using System.Collections.Concurrent;

namespace McpGateway.Proxy.Admission;

/// <summary>
/// A budget that nobody can take from everybody: a caller gets at most half of what the others have left. Whoever comes alone may have half
/// of all, the next a quarter, and so on; there is always something left. Counters only, without a lock.
/// </summary>
internal sealed class FairShare(long limit)
{
    /// <summary>Callers without a holding are forgotten when more than this are known.</summary>
    private const int Kept = 4096;

    /// <summary>Of a holding that was forgotten while somebody took it from the table.</summary>
    private const long Dead = long.MinValue / 2;

    private readonly ConcurrentDictionary<string, Holding> _holdings = new(StringComparer.Ordinal);
    private long _total;

    public long Total => Volatile.Read(ref _total);

    public ShareResult TryTake(string caller, long amount = 1)
    {
        var total = Interlocked.Add(ref _total, amount);
        if (total > limit)
        {
            Interlocked.Add(ref _total, -amount);
            return ShareResult.Full;
        }

        var holding = Take(caller, amount, out var mine);
        if (mine <= Math.Max(1, (limit - (total - mine) + 1) / 2))
        {
            return ShareResult.Taken;
        }

        Interlocked.Add(ref holding.Amount, -amount);
        Interlocked.Add(ref _total, -amount);
        return ShareResult.ShareUsed;
    }

    public void Return(string caller, long amount = 1)
    {
        if (_holdings.TryGetValue(caller, out var holding))
        {
            Interlocked.Add(ref holding.Amount, -amount);
        }

        Interlocked.Add(ref _total, -amount);
    }

    private Holding Take(string caller, long amount, out long mine)
    {
        while (true)
        {
            if (!_holdings.TryGetValue(caller, out var holding))
            {
                Forget();
                holding = _holdings.GetOrAdd(caller, static _ => new Holding());
            }

            mine = Interlocked.Add(ref holding.Amount, amount);
            if (mine > 0)
            {
                return holding;
            }
        }
    }

    private void Forget()
    {
        if (_holdings.Count < Kept)
        {
            return;
        }

        foreach (var pair in _holdings)
        {
            if (Interlocked.CompareExchange(ref pair.Value.Amount, Dead, 0) == 0)
            {
                _holdings.TryRemove(pair);
            }
        }
    }

    private sealed class Holding
    {
        public long Amount;
    }
}

internal enum ShareResult
{
    Taken,

    /// <summary>Nothing is left for anybody.</summary>
    Full,

    /// <summary>This caller has its share.</summary>
    ShareUsed,
}
