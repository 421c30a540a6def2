using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace McpGateway.Cli.Views;

/// <summary>Checks of a server or an agent over time.</summary>
internal static class HealthHistoryView
{
    public static Rows Of(JsonElement history) => new(
        new DetailView()
            .Add("path", new(history.Text("server_path"), Tone.Strong))
            .Add("from", history.Moment("from"))
            .Add("to", history.Moment("to"))
            .Add("checks", history.Text("checks"))
            .Add("up", history.Number("uptime_percent") is { } up ? up.ToString("0.##", CultureInfo.InvariantCulture) + " %" : "")
            .Add("mean", Milliseconds(history, "mean_ms"))
            .Add("slowest", Milliseconds(history, "slowest_ms"))
            .Render(),
        new Text(""),
        new TableView("Its state did not change.", "!SINCE", "STATE")
            .AddAll(history.Items("changes"), static change => [change.Moment("at"), Cell.State(change.Text("status"))])
            .Render());

    private static string Milliseconds(JsonElement json, string name) =>
        json.Number(name) is { } value ? value.ToString("0", CultureInfo.InvariantCulture) + " ms" : "";
}
