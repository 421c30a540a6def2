using System.Text.Json;
using McpGateway.Foundation;

namespace McpGateway.Core.Invocation;

/// <summary>
/// Reads answers and events of A2A in every form: 1.0 wraps them by kind (<c>statusUpdate</c>), 0.3 names the kind inside. Foreign: members
/// of other types are left out.
/// </summary>
internal static class AgentEventReader
{
    private const string StatePrefix = "TASK_STATE_";

    /// <returns>What it says, in order; empty for what is none of the protocol's.</returns>
    public static IReadOnlyList<AgentEvent> Read(JsonElement result)
    {
        if (result.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        if (Member(result, "task") is { } task)
        {
            return Task(task);
        }

        if ((Member(result, "message") ?? Member(result, "msg")) is { } message)
        {
            return [Message(message)];
        }

        if (Member(result, "statusUpdate") is { } status)
        {
            return [Status(status, status.TextOf("taskId"))];
        }

        if (Member(result, "artifactUpdate") is { } artifact)
        {
            return [Artifact(artifact)];
        }

        return result.TextOf("kind") switch
        {
            "task" => Task(result),
            "message" => [Message(result)],
            "status-update" => [Status(result, result.TextOf("taskId"))],
            "artifact-update" => [Artifact(result)],
            _ => Member(result, "status") is not null ? Task(result) : [],
        };
    }

    private static IReadOnlyList<AgentEvent> Task(JsonElement task)
    {
        var id = task.TextOf("id");
        var status = Status(task, id);
        var artifacts = Items(task, "artifacts").Select(artifact => Of(artifact) with { TaskId = id, ContextId = status.ContextId });
        return [.. artifacts, status];
    }

    private static AgentEvent Message(JsonElement message) => new(AgentEventKind.Message)
    {
        TaskId = message.TextOf("taskId"),
        ContextId = message.TextOf("contextId"),
        Parts = PartsOf(message),
    };

    private static AgentEvent Status(JsonElement of, string? taskId)
    {
        var status = Member(of, "status");
        var words = status is { } known ? Member(known, "message") ?? Member(known, "update") : null;
        return new(AgentEventKind.Status)
        {
            TaskId = taskId,
            ContextId = of.TextOf("contextId"),
            State = status is { } stated && stated.TextOf("state") is { } state ? StateOf(state) : null,
            Parts = words is { } message ? PartsOf(message) : [],
        };
    }

    private static AgentEvent Artifact(JsonElement update) =>
        (Member(update, "artifact") is { } artifact ? Of(artifact) : new(AgentEventKind.Artifact)) with
        {
            TaskId = update.TextOf("taskId"),
            ContextId = update.TextOf("contextId"),
            Appends = update.TryGetProperty("append", out var append) && append.ValueKind == JsonValueKind.True,
        };

    private static AgentEvent Of(JsonElement artifact) => new(AgentEventKind.Artifact)
    {
        ArtifactId = artifact.TextOf("artifactId"),
        ArtifactName = artifact.TextOf("name"),
        Parts = PartsOf(artifact),
    };

    private static string StateOf(string state) =>
        (state.StartsWith(StatePrefix, StringComparison.Ordinal) ? state[StatePrefix.Length..] : state)
            .ToLowerInvariant().Replace('_', '-').Replace("cancelled", "canceled", StringComparison.Ordinal);

    private static IReadOnlyList<AgentPart> PartsOf(JsonElement of)
    {
        var parts = Items(of, "parts").Concat(Items(of, "content"));
        return [.. parts.Select(PartOf).OfType<AgentPart>()];
    }

    private static AgentPart? PartOf(JsonElement part)
    {
        if (part.TextOf("text") is { } text)
        {
            return new(AgentPartKind.Text) { Text = text };
        }

        if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("data", out var data) && data.ValueKind != JsonValueKind.Null)
        {
            return new(AgentPartKind.Data) { Data = data.Clone() };
        }

        var file = Member(part, "file") ?? part;
        var (uri, bytes) = (
            file.TextOf("url") ?? file.TextOf("uri") ?? file.TextOf("fileWithUri"),
            file.TextOf("raw") ?? file.TextOf("bytes") ?? file.TextOf("fileWithBytes"));
        return uri is null && bytes is null
            ? null
            : new(AgentPartKind.File)
            {
                Uri = uri,
                Bytes = (bytes?.Length ?? 0) * 3 / 4,
                Name = file.TextOf("filename") ?? file.TextOf("name"),
                MediaType = file.TextOf("mediaType") ?? file.TextOf("mimeType"),
            };
    }

    private static IEnumerable<JsonElement> Items(JsonElement of, string name)
    {
        if (of.ValueKind != JsonValueKind.Object || !of.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            yield break;
        }

        foreach (var item in list.EnumerateArray())
        {
            yield return item;
        }
    }

    private static JsonElement? Member(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object
            ? member
            : null;
}
