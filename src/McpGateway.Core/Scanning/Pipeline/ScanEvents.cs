using System.Text.Json.Nodes;
using McpGateway.Core.Agents;
using McpGateway.Core.Registry.Admission;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Results;

namespace McpGateway.Core.Scanning.Pipeline;

/// <summary>Tells whoever listens to the registry what a scan found (<c>scan_complete</c>, gateway contract §14.12).</summary>
internal sealed class ScanEvents(ServerRepository servers, RegistryHooks hooks, TimeProvider time)
{
    public void Tell(ScanRecord record, ScanEffect effect)
    {
        Func<CancellationToken, Task<JsonObject>>? card = effect switch
        {
            { Server: { } server } => token => ServerCard.OfAsync(servers, server, token),
            { Agent: { } agent } => _ => Task.FromResult(AgentPayload.Of(agent.Path, agent.Card)),
            _ => null,
        };
        if (hooks.IsHeard && card is not null)
        {
            hooks.Tell(new(
                RegistryEventTypes.ScanComplete, record.Kind == SubjectKind.Server ? RegistryHooks.Server : RegistryHooks.Agent,
                record.Last.By ?? RegistryHooks.Gateway, record.Path)
            {
                Card = card,
                Scan = ScanOf(record, effect, time.GetUtcNow()),
            });
        }
    }

    private static JsonObject ScanOf(ScanRecord record, ScanEffect effect, DateTimeOffset now) => new()
    {
        ["is_safe"] = record.IsSafe(now) && !record.Last.HasFailed,
        ["severity_counts"] = new JsonObject(Enum.GetValues<Severity>().Reverse().Select(
            severity => KeyValuePair.Create(SeverityWords.Of(severity).ToLowerInvariant(), (JsonNode?)record.Count(severity, now)))),
        ["tags_applied"] = new JsonArray([.. effect.TagsApplied.Select(static tag => (JsonNode)tag)]),
        ["auto_disabled"] = effect.IsDisabled,
        ["scan_error"] = record.Last.Error,
    };
}
