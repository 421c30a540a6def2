using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Search;

/// <summary><c>mcpgw search</c>: how the catalogue is searched. To search it is <c>mcpgw tool search</c> and <c>agent search</c>.</summary>
internal static class SearchCommands
{
    public static Command Create(CliContext cli) => new("search", "Look at what searches by meaning go by")
    {
        cli.Runs(new("index", "Show how far the catalogue is embedded"), async (run, cancellationToken) =>
        {
            var index = await run.GetAsync(ApiRoutes.SearchIndex, cancellationToken);
            run.Output.Result(index, () => new DetailView()
                .Add("state", index.Text("phase"))
                .Add("summary", index.Text("summary"))
                .Add("model", Model(index))
                .Add("former model", index.Text("former_model"))
                .Add("embedded", $"{index.Text("embedded")} of {index.Text("total")}{Percent(index)}")
                .Add("waiting", index.Text("waiting"))
                .Add("failed", index.Text("failed") is "0" ? "" : index.Text("failed"))
                .Add("problem", new(index.Text("last_error"), Tone.Bad))
                .Add("since", index.Moment("last_error_at"))
                .Render());
        }),
    };

    private static string Model(JsonElement index) => index.Text("model") is { Length: > 0 } model
        ? index.Text("dimensions") is { Length: > 0 } length ? $"{model} ({length} dimensions)" : model
        : "none: words alone";

    private static string Percent(JsonElement index) => index.Number("progress") is { } share
        ? string.Create(CultureInfo.InvariantCulture, $" ({share * 100:0} %)")
        : "";
}
