using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using McpGateway.Proxy.Forwarding;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Looks at a server in the name of the first caller that brings a credential for it. The gateway's own checks, which bring none, are shown
/// nothing by such a server.
/// </summary>
internal sealed class FirstLook(IServerHealth health, HeldServers held, TimeProvider time) : IFirstLook
{
    private const int MaxKnown = 4096;

    /// <summary>How long a credential that showed nothing is not tried again: calls do not become checks by the dozen.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (string Credential, long At)> _failed = new(StringComparer.Ordinal);

    public async Task<bool> LookAsync(
        string key, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        if (!held.IsHeld(key))
        {
            return true;
        }

        var credential = HashOf(headers);
        if (_failed.TryGetValue(key, out var last) && last.Credential == credential && time.GetElapsedTime(last.At) < Pause)
        {
            return false;
        }

        if (await health.DiscoverAsync(
            key, [.. headers.Select(static header => new ServerHeader(header.Key, header.Value))], cancellationToken))
        {
            await held.WaitAsync(key, cancellationToken);
            if (!held.IsHeld(key))
            {
                _failed.TryRemove(key, out _);
                return true;
            }
        }

        if (_failed.Count >= MaxKnown)
        {
            _failed.Clear();
        }

        _failed[key] = (credential, time.GetTimestamp());
        return false;
    }

    private static string HashOf(IReadOnlyList<KeyValuePair<string, string>> headers) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', headers.Select(static header => header.ToString())))));
}
