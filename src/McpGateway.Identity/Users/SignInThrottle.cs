using System.Collections.Concurrent;

namespace McpGateway.Identity.Users;

/// <summary>
/// Slows failed sign-ins. Three counters: user at an address (strict), address (catches one client trying many names) and user
/// (catches many clients trying one name; its lock is short, so that a stranger cannot lock the owner out for long).
/// An attempt counts as failed until it succeeds, so that parallel guesses do not slip through.
/// </summary>
public sealed class SignInThrottle(TimeProvider time)
{
    private const int Capacity = 50_000;

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(30);
    private static readonly Rule PairRule = new(Free: 5, Longest: TimeSpan.FromMinutes(15));
    private static readonly Rule AddressRule = new(Free: 20, Longest: TimeSpan.FromMinutes(15));
    private static readonly Rule UserRule = new(Free: 20, Longest: TimeSpan.FromMinutes(1));

    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);

    /// <summary>Starts an attempt.</summary>
    /// <returns>How long to wait; zero when the attempt may go on.</returns>
    public TimeSpan Begin(string userName, string address)
    {
        var now = time.GetUtcNow();
        Trim(now);
        var longest = TimeSpan.Zero;
        foreach (var (key, _) in Keys(userName, address))
        {
            if (_counts.TryGetValue(key, out var count) && count.LockedUntil - now is { } wait && wait > longest)
            {
                longest = wait;
            }
        }

        if (longest == TimeSpan.Zero)
        {
            foreach (var (key, rule) in Keys(userName, address))
            {
                _counts.AddOrUpdate(
                    key, _ => rule.After(1, now), (_, count) => rule.After(count.IsForgotten(now) ? 1 : count.Failures + 1, now));
            }
        }

        return longest;
    }

    /// <summary>The attempt succeeded: what was held against this user is forgotten, and the address is one failure better off.</summary>
    public void Succeed(string userName, string address)
    {
        var keys = Keys(userName, address);
        _counts.TryRemove(keys[0].Key, out _);
        _counts.TryRemove(keys[2].Key, out _);
        var now = time.GetUtcNow();
        _counts.AddOrUpdate(keys[1].Key, _ => new(0, now, now), (_, count) => AddressRule.After(Math.Max(0, count.Failures - 1), now));
    }

    private static (string Key, Rule Rule)[] Keys(string userName, string address)
    {
        // Names are cut, not trusted: a long one must not make the table large.
        var name = userName.Length > 64 ? userName[..64] : userName;
        return [($"p\n{name}\n{address}", PairRule), ($"a\n{address}", AddressRule), ($"u\n{name}", UserRule)];
    }

    private void Trim(DateTimeOffset now)
    {
        if (_counts.Count < Capacity)
        {
            return;
        }

        foreach (var (key, count) in _counts)
        {
            // When many addresses fill the table, the single failures go first and the locks stay.
            if (count.IsForgotten(now) || count.LockedUntil <= now)
            {
                _counts.TryRemove(key, out _);
            }
        }
    }

    private readonly record struct Count(int Failures, DateTimeOffset At, DateTimeOffset LockedUntil)
    {
        public bool IsForgotten(DateTimeOffset now) => now - At > Memory;
    }

    private sealed record Rule(int Free, TimeSpan Longest)
    {
        public Count After(int failures, DateTimeOffset now)
        {
            var over = failures - Free;
            if (over < 0)
            {
                return new(failures, now, now);
            }

            var seconds = Math.Min(Math.Pow(2, Math.Min(over, 20)), Longest.TotalSeconds);
            return new(failures, now, now + TimeSpan.FromSeconds(seconds));
        }
    }
}
