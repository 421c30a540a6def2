using System.Text.Json.Nodes;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Admission;

/// <summary>Port: somebody outside who is asked before a registration or an edit is stored.</summary>
public interface IRegistrationGate
{
    /// <summary>Whether anybody is asked.</summary>
    bool IsOpenToAll { get; }

    /// <returns>Null when it may be stored; otherwise why not. Whoever cannot be asked has not allowed it.</returns>
    Task<Error?> AskAsync(GateQuestion question, CancellationToken cancellationToken);
}

/// <summary>Port: hears what was registered, changed and removed. Only takes note.</summary>
public interface IRegistryListener
{
    void Hear(RegistryEvent happened);
}

/// <summary>What is about to be stored.</summary>
/// <param name="AssetType"><c>server</c> or <c>agent</c>.</param>
/// <param name="Operation"><c>register</c> or <c>update</c>.</param>
/// <param name="Performer">Name of the user.</param>
/// <param name="Payload">What will be stored, without credentials.</param>
public sealed record GateQuestion(string AssetType, string Operation, string Performer, JsonObject Payload);

/// <summary>What was stored.</summary>
/// <param name="EventType"><see cref="RegistryEventTypes"/>.</param>
/// <param name="AssetType"><c>server</c> or <c>agent</c>.</param>
/// <param name="Performer">Name of the user; <see cref="RegistryHooks.Gateway"/> for what it does by itself.</param>
/// <param name="Path">Of the server or agent.</param>
public sealed record RegistryEvent(string EventType, string AssetType, string Performer, string Path)
{
    /// <summary>Makes the thing as others are told of it, without credentials. Asked only when somebody is told.</summary>
    public required Func<CancellationToken, Task<JsonObject>> Card { get; init; }

    /// <summary>What a scan found, for <see cref="RegistryEventTypes.ScanComplete"/>.</summary>
    public JsonObject? Scan { get; init; }
}

public static class RegistryEventTypes
{
    public const string Registration = "registration";
    public const string Update = "update";
    public const string Deletion = "deletion";
    public const string ScanComplete = "scan_complete";

    public static IReadOnlyList<string> All { get; } = [Registration, Update, Deletion, ScanComplete];
}

/// <summary>What operations of the registry ask before they store, and what is told of commits afterwards.</summary>
public sealed class RegistryHooks(IEnumerable<IRegistrationGate> gates, IEnumerable<IRegistryListener> listeners)
{
    public const string Server = "server";
    public const string Agent = "agent";

    /// <summary>Whoever does what no user asked for just now: synchronisations, checks and scans.</summary>
    public const string Gateway = "gateway";

    private readonly IRegistrationGate[] _gates = [.. gates];
    private readonly IRegistryListener[] _listeners = [.. listeners];

    /// <summary>Name of whoever does what is being done.</summary>
    public static string Performer => AuditScope.Current?.Caller?.UserName ?? Gateway;

    /// <summary>Whether anything listens.</summary>
    public bool IsHeard => _listeners.Length > 0;

    /// <summary>Whether somebody is to be asked.</summary>
    public bool IsGated => Array.Exists(_gates, static gate => !gate.IsOpenToAll);

    /// <returns>The first refusal; null when there is none.</returns>
    public async Task<Error?> AskAsync(GateQuestion question, CancellationToken cancellationToken)
    {
        foreach (var gate in _gates)
        {
            if (!gate.IsOpenToAll && await gate.AskAsync(question, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>What a commit is going to tell, for whatever hears of commits.</summary>
    /// <param name="batch">What is about to be stored.</param>
    /// <param name="kind">The kind of documents that is told of.</param>
    /// <param name="eventsOf">What the writes of that kind mean; nothing for some.</param>
    /// <returns>Called when it is stored; null when there is nothing to tell.</returns>
    internal Action? Announce(
        DocumentBatch batch, string kind, Func<IEnumerable<DocumentWrite>, IEnumerable<RegistryEvent>> eventsOf)
    {
        if (!IsHeard)
        {
            return null;
        }

        RegistryEvent[] events = [.. eventsOf(batch.Writes.Where(write => write.Kind == kind))];
        return events.Length == 0 ? null : () => Array.ForEach(events, Tell);
    }

    public void Tell(RegistryEvent happened)
    {
        foreach (var listener in _listeners)
        {
            listener.Hear(happened);
        }
    }
}
