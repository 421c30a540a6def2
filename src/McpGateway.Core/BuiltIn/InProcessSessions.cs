using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace McpGateway.Core.BuiltIn;

/// <summary>The open sessions of one in-process server: bounded in number, ended when idle.</summary>
internal sealed class InProcessSessions(InProcessServerOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, InProcessSession> _sessions = new(StringComparer.Ordinal);

    public int Count => _sessions.Count;

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The session, when it exists and belongs to <paramref name="subject"/>.</summary>
    public InProcessSession? Find(string id, string? subject) =>
        _sessions.TryGetValue(id, out var session)
            && string.Equals(session.Subject, subject, StringComparison.Ordinal)
            && !HasExpired(session)
            ? session
            : null;

    /// <summary>Makes room where needed and opens the session.</summary>
    /// <returns>False when every session is in use.</returns>
    public async Task<bool> TryAddAsync(string id, InProcessSession session)
    {
        await SweepAsync();
        while (_sessions.Count >= options.MaxSessions)
        {
            var oldest = _sessions.Where(entry => entry.Value.IsIdle)
                .OrderBy(entry => entry.Value.LastUsed)
                .Select(entry => entry.Key)
                .FirstOrDefault();
            if (oldest is null)
            {
                return false;
            }

            await RemoveAsync(oldest);
        }

        return _sessions.TryAdd(id, session);
    }

    public async Task RemoveAsync(string id)
    {
        if (_sessions.TryRemove(id, out var session))
        {
            await session.DisposeAsync();
        }
    }

    /// <summary>Ends the sessions that have been idle too long.</summary>
    public async Task SweepAsync()
    {
        foreach (var (id, session) in _sessions)
        {
            if (HasExpired(session))
            {
                await RemoveAsync(id);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in _sessions.Keys)
        {
            await RemoveAsync(id);
        }
    }

    private bool HasExpired(InProcessSession session) => session.IsIdle && time.GetElapsedTime(session.LastUsed) >= options.IdleTimeout;
}
