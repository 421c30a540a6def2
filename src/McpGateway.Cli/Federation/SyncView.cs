using System.Text.Json;
using McpGateway.Cli.Views;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace McpGateway.Cli.Federation;

/// <summary>What runs of sources did, or would do.</summary>
internal static class SyncView
{
    private static readonly string[] Counts = ["added", "changed", "removed", "unchanged", "refused"];

    public static IRenderable Of(IReadOnlyList<JsonProperty> results, bool isDryRun)
    {
        var parts = new List<IRenderable>
        {
            new TableView("No source was read.", ["!SOURCE", "RESULT", .. Counts.Select(static count => "#" + count.ToUpperInvariant())])
                .AddAll(results, static result =>
                [
                    new(result.Name, Tone.Strong), StateOf(result.Value), .. Counts.Select(count => (Cell)result.Value.Text(count)),
                ])
                .Render(),
        };
        if (isDryRun && results.Count > 0)
        {
            parts.Add(new Text(""));
            parts.Add(results.Any(static result => result.Value.Items("changes").Count > 0)
                ? Changes(results).Render()
                : new Text("Nothing would change."));
            parts.AddRange(results.Where(static result => result.Value.Flag("truncated")).Select(static result =>
                new Text($"{result.Name} would change {result.Value.Text("total_changes")} items; not all new ones are listed.")));
        }

        var problems = Problems(results).ToArray();
        if (problems.Length > 0)
        {
            parts.Add(new Text(""));
            parts.Add(new TableView("", "SOURCE", "ITEM", "PROBLEM").AddAll(problems, static problem =>
                [new(problem.Source, Tone.Strong), problem.Item, new(problem.Text, Tone.Bad)]).Render());
        }

        return new Rows(parts);
    }

    private static TableView Changes(IEnumerable<JsonProperty> results) =>
        new TableView("", "SOURCE", "!CHANGE", "PATH", "ITEM").AddAll(
            results.SelectMany(static result => result.Value.Items("changes").Select(change => (result.Name, Change: change))),
            static row =>
            [
                row.Name, new(row.Change.Text("change"), row.Change.Text("change") == "removed" ? Tone.Bad : Tone.Good),
                new(row.Change.Text("path"), Tone.Strong), row.Change.Text("item"),
            ]);

    private static IEnumerable<(string Source, string Item, string Text)> Problems(IEnumerable<JsonProperty> results)
    {
        foreach (var result in results)
        {
            if (result.Value.Text("error") is { Length: > 0 } error)
            {
                yield return (result.Name, "", error);
            }

            foreach (var problem in result.Value.Items("problems"))
            {
                yield return (result.Name, problem.Text("item"), problem.Text("problem"));
            }
        }
    }

    private static Cell StateOf(JsonElement result) => result.Text("status") switch
    {
        "" => new("not read", Tone.Bad),
        "completed" => new("completed", Tone.Good),
        var other => new(other, Tone.Bad),
    };
}
