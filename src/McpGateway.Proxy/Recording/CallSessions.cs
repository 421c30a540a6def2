namespace McpGateway.Proxy.Recording;

/// <summary>
/// What measurements remember of who talks to a server: the name that the client stated, and when it took the first steps of the protocol.
/// Bounded: of many, those go that were not heard of for longest. Written and read by measurements, under one lock.
/// </summary>
internal sealed class CallSessions(TimeProvider clock, int capacity = CallSessions.DefaultCapacity)
{
    public const int DefaultCapacity = 1_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<CallSessionKey, CallSession> _sessions = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>A client begins anew.</summary>
    /// <param name="key">Who, and with which server.</param>
    /// <param name="client">The name that it states of itself; null for none.</param>
    /// <param name="at">Timestamp of the request.</param>
    public void Begin(in CallSessionKey key, string? client, long at)
    {
        lock (_lock)
        {
            if (_sessions.Count >= capacity && !_sessions.ContainsKey(key))
            {
                MakeRoom(at);
            }

            _sessions[key] = new CallSession { Client = client, BeganAt = at, UsedAt = at };
        }
    }

    /// <returns>Null when its beginning was not seen, or long ago.</returns>
    public string? ClientOf(in CallSessionKey key, long at)
    {
        lock (_lock)
        {
            return Find(key, at)?.Client;
        }
    }

    /// <summary>The client lists tools: its name, and how long after it began, when it does so for the first time.</summary>
    public (string? Client, TimeSpan? SinceBegin) Listed(in CallSessionKey key, long at)
    {
        lock (_lock)
        {
            if (Find(key, at) is not { } session)
            {
                return default;
            }

            if (session.ListedAt is not null)
            {
                return (session.Client, null);
            }

            session.ListedAt = at;
            return (session.Client, clock.GetElapsedTime(session.BeganAt, at));
        }
    }

    /// <summary>
    /// The client calls a tool: its name, and how long after it listed them and after it began, when it does so for the first time.
    /// </summary>
    public (string? Client, TimeSpan? SinceList, TimeSpan? SinceBegin) Called(in CallSessionKey key, long at)
    {
        lock (_lock)
        {
            if (Find(key, at) is not { } session)
            {
                return default;
            }

            if (session.HasCalled)
            {
                return (session.Client, null, null);
            }

            session.HasCalled = true;
            return (
                session.Client,
                session.ListedAt is { } listed ? clock.GetElapsedTime(listed, at) : null,
                clock.GetElapsedTime(session.BeganAt, at));
        }
    }

    private CallSession? Find(in CallSessionKey key, long at)
    {
        if (!_sessions.TryGetValue(key, out var session) || clock.GetElapsedTime(session.UsedAt, at) > Lifetime)
        {
            return null;
        }

        session.UsedAt = at;
        return session;
    }

    /// <summary>An eighth at once, so that a full table is not looked through for each newcomer.</summary>
    private void MakeRoom(long at)
    {
        var oldest = _sessions
            .OrderByDescending(pair => clock.GetElapsedTime(pair.Value.UsedAt, at))
            .Take(Math.Max(1, capacity / 8))
            .Select(static pair => pair.Key)
            .ToArray();
        foreach (var key in oldest)
        {
            _sessions.Remove(key);
        }
    }

    private sealed class CallSession
    {
        public string? Client;
        public long BeganAt;
        public long UsedAt;
        public long? ListedAt;
        public bool HasCalled;
    }
}

/// <summary>Who talks to which server.</summary>
internal readonly record struct CallSessionKey(string Server, string Subject, string ClientId);
