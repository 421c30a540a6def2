using System.Text.Json.Serialization;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Agents;

/// <summary>Reads agents, and prepares writes for a batch.</summary>
public sealed class AgentRepository(DocumentStore documents)
{
    public static readonly DocumentKind<AgentDocument> Agents = new("agents", AgentsJsonContext.Default.AgentDocument);

    /// <param name="key">The agent's canonical path, see <see cref="AgentPath.KeyOf"/>.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public Task<Document<AgentDocument>?> FindAsync(string key, CancellationToken cancellationToken) =>
        documents.FindAsync(Agents, key, cancellationToken);

    public Task<IReadOnlyList<Document<AgentDocument>>> ListAsync(CancellationToken cancellationToken) =>
        documents.ListAsync(Agents, cancellationToken);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgentDocument))]
internal sealed partial class AgentsJsonContext : JsonSerializerContext;
