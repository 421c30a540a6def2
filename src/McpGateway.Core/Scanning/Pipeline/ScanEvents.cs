using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Admission;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Scanning.Pipeline;

/// <summary>Tells of every scan that has ended: what it came to, and what followed from it.</summary>
internal sealed class ScanEvents(
    ScanCatalog scans, ServerRepository servers, ServerCatalog serverCatalog, AgentCatalog agents, RegistryHooks hooks, TimeProvider time)
    : ICommitListener
{
    public Action? Begin(DocumentBatch batch)
    {
        if (!hooks.IsHeard)
        {
            return null;
        }

        RegistryEvent[] events =
        [
            .. batch.Writes.Where(static write => write is { Body: not null } && write.Kind == ScanRepository.Scans.Name)
                .Select(write => EventOf(batch, JsonSerializer.Deserialize(write.Body, ScanRepository.Scans.Json)!))
                .OfType<RegistryEvent>(),
        ];
        return events.Length == 0 ? null : () => Array.ForEach(events, hooks.Tell);
    }

    /// <returns>Null where a decision was written and no scan.</returns>
    private RegistryEvent? EventOf(DocumentBatch batch, ScanRecord record)
    {
        if (scans.Current.GetValueOrDefault(record.Path)?.Last.At == record.Last.At)
        {
            return null;
        }

        var performer = record.Last.By ?? RegistryHooks.Performer;
        if (record.Kind == SubjectKind.Agent)
        {
            var (before, after) = ItemOf(batch, AgentRepository.Agents, record.Path, agents.Current.GetValueOrDefault(record.Path)?.Agent);
            return after is null ? null : new(RegistryEventTypes.ScanComplete, RegistryHooks.Agent, performer, record.Path)
            {
                Card = _ => Task.FromResult(AgentPayload.Of(after.Path, after.Card)),
                Scan = ScanOf(record, after.Tags, before is { IsEnabled: true } && !after.IsEnabled),
            };
        }

        var (known, server) = ItemOf(
            batch, ServerRepository.Servers, record.Path, serverCatalog.Current.GetValueOrDefault(record.Path)?.Server);
        return server is null ? null : new(RegistryEventTypes.ScanComplete, RegistryHooks.Server, performer, record.Path)
        {
            Card = token => ServerCard.OfAsync(servers, server, token),
            Scan = ScanOf(record, server.Tags, known is { IsEnabled: true } && !server.IsEnabled),
        };
    }

    /// <summary>The scanned thing before the commit and after it.</summary>
    private static (T? Before, T? After) ItemOf<T>(DocumentBatch batch, DocumentKind<T> kind, string key, T? known)
        where T : class =>
        (known,
            batch.Writes.FirstOrDefault(write => write.Kind == kind.Name && write.Key == key) is { Body: { } body }
                ? JsonSerializer.Deserialize(body, kind.Json)
                : known);

    private JsonObject ScanOf(ScanRecord record, IReadOnlyList<string> tags, bool isDisabled)
    {
        var now = time.GetUtcNow();
        return new()
        {
            ["is_safe"] = record.IsSafe(now),
            ["severity_counts"] = new JsonObject
            {
                ["critical"] = record.Count(Severity.Critical, now),
                ["high"] = record.Count(Severity.High, now),
                ["medium"] = record.Count(Severity.Medium, now),
                ["low"] = record.Count(Severity.Low, now),
            },
            ["tags_applied"] = tags.Contains(ScanEffects.PendingTag) ? new JsonArray(ScanEffects.PendingTag) : [],
            ["auto_disabled"] = isDisabled,
            ["scan_error"] = record.Last.Error,
        };
    }
}
