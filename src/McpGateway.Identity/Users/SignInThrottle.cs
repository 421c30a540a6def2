using System.Collections.Concurrent;
using System.Net;
using McpGateway.Identity.Http;

namespace McpGateway.Identity.Users;

/// <summary>
/// Slows failed sign-ins. Three counters: user at an address (strict), address (catches one client trying many names) and user
/// (catches many clients trying one name). The last does not hold at addresses from which nothing failed lately, or from which the user has
/// signed in before: strangers cannot lock the owner out, and each of their addresses has one guess. An attempt counts as failed until it
/// succeeds, so that parallel guesses do not slip through. Time is counted, not read off the clock, which may be set.
/// </summary>
public sealed class SignInThrottle(TimeProvider time)
{
    private const int Capacity = 50_000;

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(30);
    private static readonly Rule PairRule = new(Free: 5, Longest: TimeSpan.FromMinutes(15));
    private static readonly Rule AddressRule = new(Free: 20, Longest: TimeSpan.FromMinutes(15));
    private static readonly Rule UserRule = new(Free: 20, Longest: TimeSpan.FromMinutes(1));

    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal);
    private readonly long _start = time.GetTimestamp();

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Starts an attempt.</summary>
    /// <returns>How long to wait; zero when the attempt may go on.</returns>
    public TimeSpan Begin(string userName, string address)
    {
        var now = Now;
        Trim(now);
        var keys = Keys(userName, address);
        var wait = Longer(WaitOf(keys[0].Key, now), WaitOf(keys[1].Key, now));
        if (wait == TimeSpan.Zero && !IsClean(keys, now) && !_known.ContainsKey(keys[0].Key))
        {
            wait = WaitOf(keys[2].Key, now);
        }

        if (wait == TimeSpan.Zero)
        {
            foreach (var (key, rule) in keys)
            {
                _counts.AddOrUpdate(
                    key, _ => rule.After(1, now), (_, count) => rule.After(count.IsForgotten(now) ? 1 : count.Failures + 1, now));
            }
        }

        return wait;
    }

    /// <summary>The attempt succeeded: what was held against this user is forgotten, and the address is one failure better off.</summary>
    public void Succeed(string userName, string address)
    {
        var keys = Keys(userName, address);
        _counts.TryRemove(keys[0].Key, out _);
        _counts.TryRemove(keys[2].Key, out _);
        var now = Now;
        _counts.AddOrUpdate(keys[1].Key, _ => new(0, now, now), (_, count) => AddressRule.After(Math.Max(0, count.Failures - 1), now));
        if (_known.Count >= Capacity)
        {
            _known.Clear();
        }

        _known[keys[0].Key] = 0;
    }

    private static (string Key, Rule Rule)[] Keys(string userName, string address)
    {
        // Names are cut, not trusted: a long one must not make the table large.
        var name = userName.Length > 64 ? userName[..64] : userName;
        var client = IPAddress.TryParse(address, out var parsed) ? ClientAddress.Of(parsed) : address;
        return [($"p\n{name}\n{client}", PairRule), ($"a\n{client}", AddressRule), ($"u\n{name}", UserRule)];
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>Nothing failed from this address lately.</summary>
    private bool IsClean((string Key, Rule Rule)[] keys, TimeSpan now) =>
        !_counts.TryGetValue(keys[1].Key, out var count) || count.Failures == 0 || count.IsForgotten(now);

    private TimeSpan WaitOf(string key, TimeSpan now) =>
        _counts.TryGetValue(key, out var count) && count.LockedUntil > now ? count.LockedUntil - now : TimeSpan.Zero;

    private void Trim(TimeSpan now)
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

    private readonly record struct Count(int Failures, TimeSpan At, TimeSpan LockedUntil)
    {
        public bool IsForgotten(TimeSpan now) => now - At > Memory;
    }

    private sealed record Rule(int Free, TimeSpan Longest)
    {
        public Count After(int failures, TimeSpan now)
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
