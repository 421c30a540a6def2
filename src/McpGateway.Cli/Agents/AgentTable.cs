using System.Globalization;
using System.Text.Json;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Agents;

/// <summary>The list of agents: all, or those that a search found.</summary>
internal static class AgentTable
{
    public static TableView Of(IReadOnlyList<JsonElement> agents)
    {
        var isScored = agents.Any(static agent => agent.Number("relevance_score") is not null);
        string[] columns = ["!PATH", "NAME", "STATE", "SKILLS", "VISIBILITY", "TRUST"];
        return new TableView("There is no such agent.", isScored ? ["#SCORE", .. columns] : columns).AddAll(agents, agent =>
        {
            Cell[] cells =
            [
                new(agent.Text("path"), Tone.Strong), agent.Text("name"),
                agent.Flag("is_enabled") ? Cell.State(agent.Text("health_status")) : Cell.State("disabled"),
                Skills(agent), agent.Text("visibility"), agent.Text("trust_level"),
            ];
            return isScored ? [agent.Number("relevance_score")?.ToString("0.00", CultureInfo.InvariantCulture), .. cells] : cells;
        });
    }

    private static string Skills(JsonElement agent) => agent.Items("skills") is { Count: > 0 } skills
        ? string.Join(", ", skills.Select(static skill => skill.ValueKind == JsonValueKind.String ? skill.GetString() : skill.Text("name")))
        : agent.Text("num_skills");
}
