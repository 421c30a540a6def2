using System.Text.Json;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>Which members an answer has, whatever their values.</summary>
internal static class AnswerShape
{
    /// <summary>Objects whose members' names are data.</summary>
    private static readonly string[] Maps = ["servers", "scopes_groups", "ui_permissions", "findings", "results"];

    /// <summary>What others state: schemas of tools.</summary>
    private static readonly string[] Foreign = ["schema", "inputSchema", "definition"];

    /// <summary>Paths such as <c>servers[].path</c>.</summary>
    public static IEnumerable<string> MembersOf(JsonElement json, string above = "") => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany(item => MembersOf(item, above + "[]")),
        JsonValueKind.Object when IsMap(json, above) => json.EnumerateObject().SelectMany(member => MembersOf(member.Value, above + ".*")),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => MembersOf(member, above)),
        _ => [],
    };

    public static bool IsForeign(string name) => Foreign.Contains(name);

    public static bool IsMap(string above) => Maps.Contains(above[(above.LastIndexOf('.') + 1)..]);

    private static IEnumerable<string> MembersOf(JsonProperty member, string above) =>
        [$"{above}.{member.Name}", .. IsForeign(member.Name) ? [] : MembersOf(member.Value, $"{above}.{member.Name}")];

    /// <summary>Health of all servers is a map at the top: its keys are paths.</summary>
    private static bool IsMap(JsonElement json, string above) =>
        IsMap(above) || (above.Length == 0 && json.EnumerateObject().Any(static member => member.Name.StartsWith('/')));
}
