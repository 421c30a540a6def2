using System.Text.Json.Nodes;
using McpGateway.Core.Agents.Operations;
using McpGateway.Core.Registry.Admission;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Results;

namespace McpGateway.Core.Scanning.Pipeline;

/// <summary>Tells whoever listens to the registry what a scan found (<c>scan_complete</c>, gateway contract §14.12).</summary>
internal sealed class ScanEvents(ServerRepository servers, RegistryHooks hooks, TimeProvider time)
{
    /// <summary>The performer of scans that nobody asked for.</summary>
    private const string Nobody = "system";

    public async Task TellAsync(ScanRecord record, ScanEffect effect, CancellationToken cancellationToken)
    {
        var card = effect switch
        {
            { Server: { } server } => ServerCard.Of(
                server, ((await servers.FindSecretsAsync(server.Key, cancellationToken))?.Value.Headers ?? [])
                    .Select(static header => header.Name)),
            { Agent: { } agent } => AgentHooks.PayloadOf(agent.Path, agent.Card),
            _ => null,
        };
        if (card is not null)
        {
            var type = record.Kind == SubjectKind.Server ? RegistryHooks.Server : RegistryHooks.Agent;
            var happened = new RegistryEvent(RegistryEventTypes.ScanComplete, type, record.Last.By ?? Nobody, card);
            hooks.Tell(happened with { Scan = ScanOf(record, effect, time.GetUtcNow()) });
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
