using System.Text.Json;

namespace McpGateway.Contracts.Servers;

/// <summary>Definitions that are not approved as they are now.</summary>
public sealed record PinList(IReadOnlyList<PendingPin> Definitions);

/// <summary>One definition that waits for a decision, or was rejected.</summary>
public sealed record PendingPin
{
    public required string ServerPath { get; init; }

    public required string ServerName { get; init; }

    /// <summary><c>tool</c>, <c>prompt</c>, <c>resource</c>, <c>resource_template</c> or <c>instructions</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Name, URI or URI template; empty for instructions.</summary>
    public required string Name { get; init; }

    /// <summary><c>changed</c>, <c>new</c> or <c>rejected</c>.</summary>
    public required string State { get; init; }

    /// <summary>Whether it is neither listed nor callable.</summary>
    public required bool Quarantined { get; init; }

    /// <summary>To be stated when the definition is approved or rejected, so that it is this one.</summary>
    public required string DefinitionHash { get; init; }

    public required JsonElement Definition { get; init; }

    /// <summary>What was approved; null when nothing was.</summary>
    public JsonElement? ApprovedDefinition { get; init; }

    /// <summary>A tool that went when this one came and said much the same.</summary>
    public string? RenamedFrom { get; init; }

    public string? ChangedAt { get; init; }
}

/// <summary>What became of decisions.</summary>
public sealed record PinsDecided(string Message, IReadOnlyList<DecidedPin> Done, IReadOnlyList<DecidedPin> Refused);

/// <summary>A definition that was decided on.</summary>
public sealed record DecidedPin(string ServerPath, string Kind, string Name)
{
    /// <summary>Why the decision is not in force; null when it is.</summary>
    public string? Reason { get; init; }
}
