using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.MetricsService;

/// <summary>Who may send metrics, and how often: a bucket of tokens for each key, filled over a minute.</summary>
internal sealed class MetricsKeys : IDisposable
{
    private const string VariablePrefix = "METRICS_API_KEY_";
    private const int MinKeyLength = 16;

    private readonly Dictionary<string, MetricsKey> _keys = new(StringComparer.Ordinal);

    public MetricsKeys(IOptions<MetricsServiceOptions> options, IConfiguration configuration)
    {
        var limit = options.Value.RateLimit;
        var named = configuration.GetChildren()
            .Where(static entry => entry.Key.StartsWith(VariablePrefix, StringComparison.OrdinalIgnoreCase)
                && entry.Value is { Length: >= MinKeyLength })
            .Select(static entry => (ServiceOf(entry.Key[VariablePrefix.Length..]), entry.Value!));
        foreach (var (service, key) in (Read(options.Value.ApiKeys) ?? []).Concat(named))
        {
            _keys[HashOf(key)] = new(service, HashOf(key), limit);
        }
    }

    public IReadOnlyCollection<MetricsKey> All => _keys.Values;

    /// <returns>The key; null when it is none. Compared as hashes, so that time tells nothing.</returns>
    public MetricsKey? Find(string? key) => key is not null && _keys.TryGetValue(HashOf(key), out var known) ? known : null;

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    /// <returns>The pairs; null when the text is not made of pairs.</returns>
    internal static IReadOnlyList<(string Service, string Key)>? Read(string? text)
    {
        var pairs = new List<(string, string)>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2) is not [{ Length: > 0 } service, { Length: >= MinKeyLength } key])
            {
                return null;
            }

            pairs.Add((ServiceOf(service), key));
        }

        return pairs;
    }

    /// <summary>As clients of the Python product know their service.</summary>
    private static string ServiceOf(string name) => name.ToLowerInvariant().Replace('_', '-');

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

/// <summary>A key that may send.</summary>
/// <param name="service">Whose it is.</param>
/// <param name="hash">SHA-256 of the key, in hex.</param>
/// <param name="limit">Requests in a minute.</param>
internal sealed class MetricsKey(string service, string hash, int limit) : IDisposable
{
    private readonly TokenBucketRateLimiter _bucket = new(new()
    {
        TokenLimit = limit,
        TokensPerPeriod = Math.Max(1, limit / 60),
        ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, 60 / limit)),
        QueueLimit = 0,
    });

    public string Service => service;

    public string Hash => hash;

    public int Limit => limit;

    public long Remaining => _bucket.GetStatistics()?.CurrentAvailablePermits ?? 0;

    /// <summary>Whether another request may come now.</summary>
    public bool TryTake()
    {
        using var lease = _bucket.AttemptAcquire();
        return lease.IsAcquired;
    }

    public void Dispose() => _bucket.Dispose();
}
