using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;
using Spectre.Console;

namespace McpGateway.Cli.Agents;

/// <summary><c>mcpgw agent get</c>.</summary>
internal static class AgentShow
{
    public static async Task RunAsync(CommandRun run, string path, CancellationToken cancellationToken)
    {
        var agent = await run.GetAsync(ApiRoutes.AgentGet, cancellationToken, path);
        run.Output.Result(agent, () => new Rows(
            new DetailView()
                .Add("name", new(agent.Text("name"), Tone.Strong))
                .Add("path", agent.Text("path"))
                .Add("description", agent.Text("description"))
                .Add("version", agent.Text("version"))
                .Add("state", agent.Flag("is_enabled") ? Cell.State(agent.Text("health_status")) : Cell.State("disabled"))
                .Add("reason", agent.Text("health_reason"))
                .Add("url", agent.Text("url"))
                .Add("protocol", agent.Text("protocol_version"))
                .Add("card", agent.Flag("card_changed") ? new Cell("changed, waits for approval", Tone.Warning) : agent.Text("card_url"))
                .Add("signature", agent.At("signature_status").Text("state"))
                .Add("visibility", agent.Text("visibility"))
                .Add("groups", agent.Joined("allowed_groups"))
                .Add("trust", agent.Text("trust_level"))
                .Add("tags", agent.Joined("tags"))
                .Add("registered", $"{agent.Moment("registered_at")} by {agent.Text("registered_by")}")
                .Render(),
            new Text(""),
            new TableView("It states no skill.", "SKILL", "NAME", "DESCRIPTION")
                .AddAll(agent.Items("skills"), static skill =>
                    [new(skill.Text("id"), Tone.Strong), skill.Text("name"), skill.Text("description")])
                .Render()));
    }
}
