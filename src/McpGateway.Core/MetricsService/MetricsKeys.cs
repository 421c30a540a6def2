using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.MetricsService;

/// <summary>Who may send metrics, and how often: a bucket of tokens for each key, filled over a minute.</summary>
internal sealed class MetricsKeys
{
    private const string VariablePrefix = "METRICS_API_KEY_";
    private const int MinKeyLength = 16;

    private readonly Dictionary<string, MetricsKey> _keys = new(StringComparer.Ordinal);

    public MetricsKeys(IOptions<MetricsServiceOptions> options, IConfiguration configuration, TimeProvider time)
    {
        var limit = options.Value.RateLimit;
        foreach (var (service, key) in Stated(options.Value, configuration))
        {
            _keys[HashOf(key)] = new(service, HashOf(key), limit, time);
        }
    }

    public IReadOnlyCollection<MetricsKey> All => _keys.Values;

    /// <returns>The key; null when it is none. Compared as hashes, so that time tells nothing.</returns>
    public MetricsKey? Find(string? key) => key is not null && _keys.TryGetValue(HashOf(key), out var known) ? known : null;

    /// <summary>All keys, in plain text.</summary>
    internal static IEnumerable<(string Service, string Key)> Stated(MetricsServiceOptions options, IConfiguration configuration) =>
        (Read(options.ApiKeys) ?? []).Concat(configuration.GetChildren()
            .Where(static entry => entry.Key.StartsWith(VariablePrefix, StringComparison.OrdinalIgnoreCase)
                && entry.Value is { Length: >= MinKeyLength })
            .Select(static entry => (ServiceOf(entry.Key[VariablePrefix.Length..]), entry.Value!)));

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
internal sealed class MetricsKey(string service, string hash, int limit, TimeProvider time)
{
    private readonly Lock _counting = new();
    private double _tokens = limit;
    private long _countedAt = time.GetTimestamp();

    public string Service => service;

    public string Hash => hash;

    public int Limit => limit;

    /// <summary>When it was last taken in this process; null when it was not.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    public long Remaining
    {
        get
        {
            lock (_counting)
            {
                return (long)Count();
            }
        }
    }

    /// <summary>Whether another request may come now.</summary>
    public bool TryTake()
    {
        lock (_counting)
        {
            if (Count() < 1)
            {
                return false;
            }

            _tokens--;
            LastUsedAt = time.GetUtcNow();
            return true;
        }
    }

    /// <summary>With what has come in since the last time: a minute fills the bucket, whatever its size.</summary>
    private double Count()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(limit, _tokens + (time.GetElapsedTime(_countedAt, now).TotalMinutes * limit));
        _countedAt = now;
        return _tokens;
    }
}
