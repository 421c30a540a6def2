using System.Text.Json;
using System.Threading.Channels;

namespace AgentSupport.A2a;

/// <summary>One message of a task and the agent's answer to it. Each thing said is an event of the stream.</summary>
public sealed class Turn
{
    private readonly TaskRecord _task;
    private readonly ChannelWriter<StreamEvent> _events;

    internal Turn(TaskRecord task, Message message, ChannelWriter<StreamEvent> events)
    {
        (_task, Message, _events) = (task, message, events);
        Text = Message.TextOf(message.Parts);
        Data = message.Parts?.FirstOrDefault(static part => part.Data is not null)?.Data;
        SkillId = SkillOf(message.Metadata);
    }

    public Message Message { get; }

    public string Text { get; }

    /// <summary>The first data part.</summary>
    public JsonElement? Data { get; }

    /// <summary>The skill that the message asks for, in <c>metadata.skillId</c>; null when it names none.</summary>
    public string? SkillId { get; }

    /// <summary>What the agent remembers of the task from one message to the next.</summary>
    public object? Memory
    {
        get => _task.Memory;
        set => _task.Memory = value;
    }

    /// <summary>How the turn ends; null while nothing was said about it.</summary>
    internal (string State, string Text)? Outcome { get; private set; }

    /// <summary>Progress.</summary>
    public void Report(string text)
    {
        if (_task.TryReport(text) is { } status)
        {
            _events.TryWrite(new() { StatusUpdate = new(_task.Id, _task.ContextId, status) });
        }
    }

    /// <summary>Something is missing: the task waits for the next message.</summary>
    public void Ask(string question) => Outcome = (TaskStates.InputRequired, question);

    public void Complete(string text) => Outcome = (TaskStates.Completed, text);

    /// <summary>It cannot be done as asked.</summary>
    public void Reject(string reason) => Outcome = (TaskStates.Rejected, reason);

    /// <summary>It could be done, but did not work.</summary>
    public void Fail(string reason) => Outcome = (TaskStates.Failed, reason);

    public void Produce(string name, string text, JsonElement data)
    {
        var artifact = new Artifact
        {
            ArtifactId = Guid.NewGuid().ToString("N"),
            Name = name,
            Parts = [new() { Text = text }, new() { Data = data }],
        };
        if (_task.TryAdd(artifact))
        {
            _events.TryWrite(new() { ArtifactUpdate = new(_task.Id, _task.ContextId, artifact) });
        }
    }

    internal static string? SkillOf(JsonElement? metadata) =>
        metadata is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty("skillId", out var skill)
            && skill.ValueKind == JsonValueKind.String
            ? skill.GetString()
            : null;
}
