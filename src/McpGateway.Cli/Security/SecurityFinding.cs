using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Security;

/// <summary>One finding of a scan, and of which server or agent.</summary>
internal sealed record SecurityFinding(string Kind, string Path, JsonElement Json)
{
    public Cell[] Cells =>
    [
        new(Text("id"), Tone.Strong), Severity, $"{Path} {Text("item")}".Trim(), $"{Text("rule")}: {Text("reason")}",
    ];

    /// <summary>With its state, when that is not that it is open.</summary>
    private Cell Severity => Text("state") == "open"
        ? new(Text("severity"), Text("severity") is "CRITICAL" or "HIGH" ? Tone.Bad : Tone.Warning)
        : new($"{Text("severity")} {Text("state")}", Tone.Faint);

    public static IEnumerable<SecurityFinding> Of(JsonElement overview) => overview.Items("items").SelectMany(static item =>
        item.Items("findings").Select(finding => new SecurityFinding(item.Text("kind"), item.Text("path"), finding)));

    public static JsonObject ToJson(IEnumerable<SecurityFinding> findings) => new()
    {
        ["findings"] = new JsonArray([.. findings.Select(static finding => (JsonNode)finding.ToJson())]),
    };

    public string Text(string name) => Json.Text(name);

    public bool IsOf(string path) => Path.Trim('/') == path.Trim('/');

    private JsonObject ToJson()
    {
        var json = JsonObject.Create(Json)!;
        json["kind"] = Kind;
        json["path"] = Path;
        return json;
    }
}
