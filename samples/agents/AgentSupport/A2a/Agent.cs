using System.Text.Json.Nodes;

namespace AgentSupport.A2a;

/// <summary>A skill of an agent's card.</summary>
public sealed record AgentSkill(string Id, string Name, string Description, IReadOnlyList<string> Tags, IReadOnlyList<string> Examples);

/// <summary>What an agent does; the transport is <see cref="A2aEndpoint"/>'s.</summary>
public abstract class Agent
{
    public abstract string Name { get; }

    public abstract string Description { get; }

    public abstract IReadOnlyList<AgentSkill> Skills { get; }

    /// <summary>Does what a message asks for, and says how it went through <paramref name="turn"/>.</summary>
    public abstract Task ActAsync(Turn turn, CancellationToken cancellationToken);

    /// <summary>A task was cancelled: frees what it holds.</summary>
    /// <param name="memory">What the task remembered, see <see cref="Turn.Memory"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public virtual Task CancelAsync(object? memory, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The agent's card of A2A 1.0.</summary>
    /// <param name="endpoint">Where it takes JSON-RPC.</param>
    public JsonObject CardAt(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return new()
        {
            ["name"] = Name,
            ["description"] = Description,
            ["version"] = "1.0.0",
            ["supportedInterfaces"] = new JsonArray(new JsonObject
            {
                ["url"] = endpoint.AbsoluteUri,
                ["protocolBinding"] = "JSONRPC",
                ["protocolVersion"] = "1.0",
            }),
            ["capabilities"] = new JsonObject { ["streaming"] = true, ["pushNotifications"] = false },
            ["defaultInputModes"] = new JsonArray("text/plain", "application/json"),
            ["defaultOutputModes"] = new JsonArray("text/plain", "application/json"),
            ["skills"] = A2aJson.Node(Skills),
        };
    }
}
