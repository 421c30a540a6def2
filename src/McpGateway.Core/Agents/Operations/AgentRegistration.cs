using System.Text.Json;

namespace McpGateway.Core.Agents.Operations;

/// <summary>What somebody states about an agent. What is null was not stated: a change leaves it as it is.</summary>
public sealed record AgentRegistration
{
    /// <summary>As stated; derived from the card's name when null.</summary>
    public string? Path { get; init; }

    /// <summary>The card, in the form of either revision; null when it is to be fetched from <see cref="CardUrl"/>.</summary>
    public JsonElement? Card { get; init; }

    /// <summary>Address of the agent or of its card, from which the card is fetched.</summary>
    public string? CardUrl { get; init; }

    public string? Visibility { get; init; }

    public IReadOnlyList<string>? AllowedGroups { get; init; }

    /// <summary>Given by administrators only.</summary>
    public string? TrustLevel { get; init; }

    public string? Status { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public string? License { get; init; }

    public JsonElement? Metadata { get; init; }
}

/// <summary>Codes of refusals that clients know a body of their own for, see <see cref="Foundation.Error.Code"/>.</summary>
internal static class AgentErrors
{
    /// <summary>The card does not fit; the fields say why.</summary>
    public const string Card = "agent_card";

    /// <summary>A value of the card is of another type than the protocol gives it.</summary>
    public const string CardForm = "agent_card_form";

    /// <summary>The path is taken.</summary>
    public const string PathTaken = "agent_path_taken";
}

/// <summary>An agent that was registered or changed.</summary>
/// <param name="Warnings">What the caller should look at although nothing was refused.</param>
public sealed record RegisteredAgent(Directory.AgentEntry Entry, IReadOnlyList<string> Warnings);
