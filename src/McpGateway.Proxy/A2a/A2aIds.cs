using System.Security.Cryptography;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Routing;
using McpGateway.Proxy.Sessions;

namespace McpGateway.Proxy.A2a;

/// <summary>
/// One caller's ids of tasks and contexts at one agent. The caller gets an agent's ids sealed, so that nobody else can use them; the agent
/// gets its own back. Nothing is stored. Of one exchange: the last pair of each kind is remembered, since all of a task's messages and all
/// events of a stream name the same two ids. Not thread-safe.
/// </summary>
/// <remarks>
/// A context id has three forms, told apart by how it begins:
/// <code>
/// c…   the agent made it up: sealed for the client, opened for the agent
/// g…   the gateway made it up for a message without one: the same for both, and it says itself whose it is
/// o…   the client made it up: the agent gets it sealed, so that no two callers share one; the client keeps its own text
/// </code>
/// </remarks>
internal sealed class A2aIds(SessionSealer sealer, ProxyCaller caller, Route route)
{
    /// <summary>Characters of a context id that a client makes up.</summary>
    public const int LongestOwn = 256;

    private readonly string _sealed = $"c{sealer.Mark}-";
    private readonly string _issued = $"g{sealer.Mark}-";
    private readonly string _own = $"o{sealer.Mark}-";

    private IdPair? _task;
    private IdPair? _context;

    /// <summary>The agent's id; null for what was not sealed for this caller and agent.</summary>
    public string? OpenTask(string text) =>
        _task?.Callers == text ? _task.Agents
        : sealer.TryOpen(SealPurpose.TaskId, text, caller, route, out var id) ? (_task = new(id, text, IsOwn: true)).Agents
        : null;

    /// <summary>The caller's id; null when the agent's cannot be one.</summary>
    public string? SealTask(string id) =>
        _task?.Agents == id ? _task.Callers
        : sealer.Seal(SealPurpose.TaskId, id, caller, route) is { } text ? (_task = new(id, text, IsOwn: true)).Callers
        : null;

    /// <summary>The agent's id of a context; null for one of somebody else.</summary>
    public string? OpenContext(string text)
    {
        if (_context?.Callers == text)
        {
            return _context.Agents;
        }

        var isSealed = IsOf(_sealed, text);
        var id = isSealed ? Open(SealPurpose.ContextId, text)
            : IsOf(_issued, text) ? Open(SealPurpose.IssuedContext, text) is null ? null : text
            : sealer.Seal(SealPurpose.ClientContext, text, caller, route) is { } own ? _own + own
            : null;
        _context = id is null ? _context : new(id, text, IsOwn: !isSealed);
        return id;
    }

    /// <summary>Whether a context id is one that the client made up.</summary>
    public bool IsClients(string text) =>
        !IsOf(_sealed, text) && !IsOf(_issued, text);

    /// <summary>The caller's id of a context; null when the agent's cannot be one.</summary>
    public string? SealContext(string id) => PairOf(id)?.Callers;

    /// <summary>
    /// Whether a context id, as the agent has it, is provably the caller's: the gateway issued it, or the caller made it up.
    /// </summary>
    public bool Owns(string id) => PairOf(id) is { IsOwn: true };

    /// <summary>A new context of the caller's.</summary>
    public string NewContext()
    {
        var id = _issued + sealer.Seal(SealPurpose.IssuedContext, RandomNumberGenerator.GetHexString(20, lowercase: true), caller, route);
        _context = new(id, id, IsOwn: true);
        return id;
    }

    /// <summary>Of a context that the agent names; null when its id cannot be one.</summary>
    private IdPair? PairOf(string id)
    {
        if (_context?.Agents == id)
        {
            return _context;
        }

        var pair = OpenOwn(id) is { } text ? new IdPair(id, text, IsOwn: true)
            : sealer.Seal(SealPurpose.ContextId, id, caller, route) is { } sealedId ? new IdPair(id, _sealed + sealedId, IsOwn: false)
            : null;
        _context = pair ?? _context;
        return pair;
    }

    private string? OpenOwn(string id) =>
        IsOf(_own, id) ? Open(SealPurpose.ClientContext, id)
        : IsOf(_issued, id) && Open(SealPurpose.IssuedContext, id) is not null ? id
        : null;

    /// <summary>Whether an id begins as one of a form, of this key or of one that is accepted too.</summary>
    private bool IsOf(string form, string text) =>
        text.Length > form.Length && text[0] == form[0] && text[form.Length - 1] == '-' && sealer.Knows(text.AsSpan(1, form.Length - 2));

    private string? Open(SealPurpose purpose, string text) =>
        sealer.TryOpen(purpose, text[_sealed.Length..], caller, route, out var id) ? id : null;

    /// <summary>One thing under its two ids.</summary>
    private sealed record IdPair(string Agents, string Callers, bool IsOwn);
}
