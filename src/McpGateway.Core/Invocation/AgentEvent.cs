using System.Text.Json;

namespace McpGateway.Core.Invocation;

/// <summary>One thing that an agent said. Nothing of it is trusted.</summary>
public sealed record AgentEvent(AgentEventKind Kind)
{
    /// <summary>The task that it is about, as the caller may name it; null when the agent made none.</summary>
    public string? TaskId { get; init; }

    /// <summary>The conversation, as the caller may name it.</summary>
    public string? ContextId { get; init; }

    /// <summary>The task's state in the words of A2A 0.3: <c>working</c>, …; null when nothing is said of it.</summary>
    public string? State { get; init; }

    /// <summary>Tells one artifact from another within a task.</summary>
    public string? ArtifactId { get; init; }

    public string? ArtifactName { get; init; }

    /// <summary>Whether the parts continue those of the same artifact.</summary>
    public bool Appends { get; init; }

    public IReadOnlyList<AgentPart> Parts { get; init; } = [];

    /// <summary>Whether the task has ended, and takes no further message.</summary>
    public bool IsEnd => State is "completed" or "failed" or "canceled" or "rejected";

    /// <summary>Whether the agent waits for the next message about this task.</summary>
    public bool AsksForMore => State is "input-required" or "auth-required";
}

/// <summary>Kinds of events.</summary>
public enum AgentEventKind
{
    /// <summary>Words to the caller, outside a task.</summary>
    Message,

    /// <summary>Where a task stands, with words or without.</summary>
    Status,

    /// <summary>A result of a task, or a piece of one.</summary>
    Artifact,
}

/// <summary>One part of what an agent said.</summary>
public sealed record AgentPart(AgentPartKind Kind)
{
    public string Text { get; init; } = "";

    public JsonElement? Data { get; init; }

    public string? Name { get; init; }

    public string? MediaType { get; init; }

    /// <summary>Where a file is; null when it came along, of which <see cref="Bytes"/> is the size.</summary>
    public string? Uri { get; init; }

    public int Bytes { get; init; }
}

/// <summary>Kinds of parts.</summary>
public enum AgentPartKind
{
    Text,
    Data,
    File,
}
