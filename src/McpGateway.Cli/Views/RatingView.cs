using System.Text.Json;
using Spectre.Console;

namespace McpGateway.Cli.Views;

/// <summary>Who gave how many stars.</summary>
internal static class RatingView
{
    public static Rows Of(string path, JsonElement rating) => new(
        new DetailView().Add("path", new(path, Tone.Strong)).Add("stars", rating.Text("num_stars")).Render(),
        new Text(""),
        new TableView("Nobody has rated it.", "USER", "#STARS")
            .AddAll(rating.Items("rating_details"), static one => [one.Text("user"), one.Text("rating")])
            .Render());
}
