using System.Text.Json;

namespace AgentSupport.A2a;

/// <summary>A part of a message or artifact: a text or structured data (A2A 1.0 §4.1.6).</summary>
public sealed record Part
{
    public string? Text { get; init; }

    public JsonElement? Data { get; init; }
}

/// <summary>What one side says to the other (A2A 1.0 §4.1.4).</summary>
public sealed record Message
{
    public const string User = "ROLE_USER";
    public const string Agent = "ROLE_AGENT";

    public string MessageId { get; init; } = "";

    public string Role { get; init; } = User;

    public IReadOnlyList<Part>? Parts { get; init; }

    /// <summary>The task that the message goes on with; null for a new one.</summary>
    public string? TaskId { get; init; }

    public string? ContextId { get; init; }

    public JsonElement? Metadata { get; init; }

    /// <summary>All text parts.</summary>
    public static string TextOf(IReadOnlyList<Part>? parts) =>
        string.Join(' ', (parts ?? []).Select(static part => part.Text).OfType<string>());

    public static Message Of(string role, string text, JsonElement? data = null) => new()
    {
        MessageId = Guid.NewGuid().ToString("N"),
        Role = role,
        Parts = data is null ? [new() { Text = text }] : [new() { Text = text }, new() { Data = data }],
    };
}

/// <summary>Where a task stands.</summary>
public sealed record AgentTaskStatus
{
    public string State { get; init; } = TaskStates.Submitted;

    public Message? Message { get; init; }

    /// <summary>When it came to stand there, as ISO 8601 in UTC.</summary>
    public string? Timestamp { get; init; }
}

/// <summary>A result of a task.</summary>
public sealed record Artifact
{
    public string ArtifactId { get; init; } = "";

    public string? Name { get; init; }

    public IReadOnlyList<Part>? Parts { get; init; }
}

/// <summary>A piece of work that an agent does for somebody (A2A 1.0 §4.1.1).</summary>
public sealed record AgentTask
{
    public string Id { get; init; } = "";

    public string ContextId { get; init; } = "";

    public AgentTaskStatus Status { get; init; } = new();

    public IReadOnlyList<Artifact>? Artifacts { get; init; }

    public IReadOnlyList<Message>? History { get; init; }
}

/// <summary>A task has come to stand elsewhere.</summary>
public sealed record StatusUpdate(string TaskId, string ContextId, AgentTaskStatus Status);

/// <summary>A task has a result.</summary>
public sealed record ArtifactUpdate(string TaskId, string ContextId, Artifact Artifact);

/// <summary>An event of a stream: one of its members is there.</summary>
public sealed record StreamEvent
{
    public AgentTask? Task { get; init; }

    public Message? Message { get; init; }

    public StatusUpdate? StatusUpdate { get; init; }

    public ArtifactUpdate? ArtifactUpdate { get; init; }
}
