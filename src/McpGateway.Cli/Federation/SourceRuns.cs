using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Federation;

/// <summary>How the sources of a configuration go, since it was asked for the first time.</summary>
internal sealed class SourceRuns(CommandRun run, string config)
{
    private readonly Dictionary<string, string> _before = new(StringComparer.Ordinal);
    private IReadOnlyList<JsonElement>? _sources;
    private string _text = "";

    /// <summary>Asks the gateway.</summary>
    /// <returns>Whether anything is different from the last time.</returns>
    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var answer = await run.Gateway.JsonAsync(ApiRoutes.FederationSources, cancellationToken, query: [new("config_id", config)]);
        if (_sources is null)
        {
            foreach (var source in answer.Items("sources"))
            {
                _before[source.Text("id")] = LastRun(source).Text("started_at");
            }
        }

        _sources = answer.Items("sources");
        var text = answer.GetRawText();
        var isDifferent = text != _text;
        _text = text;
        return isDifferent;
    }

    /// <summary>Whether each has a run that it had not at first. A source that is gone has nothing to wait for.</summary>
    public bool AreOver(IEnumerable<string> ids) => ids.All(id => Find(id) is not { } source || IsOver(id, source));

    public string Describe(IEnumerable<string> ids)
    {
        var all = ids.ToArray();
        var at = Array.FindIndex(all, id => Find(id) is { } source && source.Text("state") == "running");
        if (at < 0)
        {
            return "Reading the sources";
        }

        var progress = Find(all[at])!.Value.At("progress");
        var total = progress.Text("total") is { Length: > 0 } known ? $" of {known}" : "";
        var turn = all.Length > 1 ? $" (source {at + 1} of {all.Length})" : "";
        return $"{all[at]}{turn}: {progress.Text("read")}{total} read";
    }

    /// <summary>The last run of each.</summary>
    public JsonObject Results(IEnumerable<string> ids) => new(ids.Select(id => KeyValuePair.Create<string, JsonNode?>(
        id, Find(id) is { } source && LastRun(source) is { ValueKind: JsonValueKind.Object } last ? JsonObject.Create(last) : null)));

    private bool IsOver(string id, JsonElement source) =>
        source.Text("state") != "running" && LastRun(source).Text("started_at") is { Length: > 0 } begun
        && begun != _before.GetValueOrDefault(id, "");

    private JsonElement? Find(string id) =>
        _sources?.Where(source => source.Text("id") == id).Select(static source => (JsonElement?)source).FirstOrDefault();

    private static JsonElement LastRun(JsonElement source) => source.Items("runs") is [var last, ..] ? last : default;
}
