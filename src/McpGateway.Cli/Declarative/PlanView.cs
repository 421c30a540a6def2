using System.Text.Json.Nodes;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Declarative;

/// <summary>Shows a plan: a sign and a line for each thing, its members below.</summary>
internal static class PlanView
{
    private static readonly string[] Secret = ["headers", "token", "client_secret", "refresh_token"];

    public static void Show(Output output, IReadOnlyList<Change> changes)
    {
        if (output.IsJson)
        {
            output.Json(new JsonObject { ["changes"] = new JsonArray([.. changes.Select(ToJson)]) });
            return;
        }

        foreach (var change in changes)
        {
            output.Line($"{SignOf(change.Action)} {change.Kind.Title} {change.Key}");
            foreach (var member in change.Members.Where(member => member.Name != change.Kind.Key))
            {
                output.Line(change.Action == ChangeAction.Create
                    ? $"    {member.Name}: {Shown(member.Name, member.After)}"
                    : $"    {member.Name}: {Shown(member.Name, member.Before)} -> {Shown(member.Name, member.After)}");
            }
        }

        output.Line(changes.Count == 0 ? "Everything is as declared." : SumOf(changes));
    }

    public static string SumOf(IReadOnlyList<Change> changes)
    {
        return $"{Count(ChangeAction.Create)} to create, {Count(ChangeAction.Update)} to change, {Count(ChangeAction.Remove)} to remove.";

        int Count(ChangeAction action) => changes.Count(change => change.Action == action);
    }

    private static string SignOf(ChangeAction action) => action switch
    {
        ChangeAction.Create => "+",
        ChangeAction.Update => "~",
        ChangeAction.Remove => "-",
    };

    private static JsonNode ToJson(Change change) => new JsonObject
    {
        ["action"] = change.Action.ToString().ToLowerInvariant(),
        ["kind"] = change.Kind.Title,
        ["key"] = change.Key,
        ["members"] = new JsonArray([.. change.Members.Select(static member => (JsonNode)new JsonObject
        {
            ["name"] = member.Name,
            ["before"] = Hidden(member.Name, member.Before),
            ["after"] = Hidden(member.Name, member.After),
        })]),
    };

    private static string Shown(string name, JsonNode? value) => Hidden(name, value) switch
    {
        null => "(nothing)",
        JsonValue text when text.GetValueKind() == System.Text.Json.JsonValueKind.String => text.ToString(),
        { } other => other.ToJsonString(),
    };

    /// <summary>Secrets of a plan are not for the log of a pipeline.</summary>
    private static JsonNode? Hidden(string name, JsonNode? value) => value switch
    {
        JsonObject members when Secret.Contains(name) => new JsonArray([.. members.Select(static member => (JsonNode)member.Key)]),
        not null when Secret.Contains(name) => "(secret)",
        _ => value?.DeepClone(),
    };
}
