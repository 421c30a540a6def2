using System.Text.Json;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Admission;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Agents.Operations;

/// <summary>
/// Tells of every agent that is registered, changed or removed, whoever does it. Not of ratings, and not of cards that wait for approval.
/// </summary>
internal sealed class AgentEvents(AgentCatalog catalog, RegistryHooks hooks) : ICommitListener
{
    public Action? Begin(DocumentBatch batch) =>
        hooks.Announce(batch, AgentRepository.Agents.Name, writes => writes.Select(EventOf).OfType<RegistryEvent>());

    private RegistryEvent? EventOf(DocumentWrite write)
    {
        var before = catalog.Current.GetValueOrDefault(write.Key)?.Agent;
        if (write.Body is null)
        {
            // One that must not be there is only an assertion.
            return write.ExpectedVersion == DocumentBatch.Absent || before is null ? null : Of(RegistryEventTypes.Deletion, before);
        }

        var after = JsonSerializer.Deserialize(write.Body, AgentRepository.Agents.Json)!;
        return write.ExpectedVersion == DocumentBatch.Absent ? Of(RegistryEventTypes.Registration, after)
            : before is not null && IsSame(before, after) ? null
            : Of(RegistryEventTypes.Update, after);
    }

    private static RegistryEvent Of(string type, AgentDocument agent) => new(
        type, RegistryHooks.Agent, RegistryHooks.Performer, agent.Path)
    {
        Card = _ => Task.FromResult(AgentPayload.Of(agent.Path, agent.Card)),
    };

    private static bool IsSame(AgentDocument before, AgentDocument after) => BytesOf(before with
    {
        Ratings = after.Ratings,
        UpdatedAt = after.UpdatedAt,
        Pending = after.Pending,
        RejectedHash = after.RejectedHash,
    }).AsSpan().SequenceEqual(BytesOf(after));

    private static byte[] BytesOf(AgentDocument agent) => JsonSerializer.SerializeToUtf8Bytes(agent, AgentRepository.Agents.Json);
}
