using System.CommandLine;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Webhooks;

/// <summary><c>mcpgw webhook</c>: addresses that hear of registrations, changes, removals and scans.</summary>
internal static class WebhookCommands
{
    public static Command Create(CliContext cli) => new("webhook", "Let other programs hear of what happens in the registry")
    {
        List(cli),
        WebhookEdit.CreateAdd(cli),
        WebhookEdit.CreateEdit(cli),
        Remove(cli),
        Test(cli),
        Deliveries(cli),
    };

    public static Argument<string> Id() => new("id") { Description = "id of the webhook, from the list" };

    private static Command List(CliContext cli) => cli.Runs(new("list", "List the webhooks"), async (run, cancellationToken) =>
    {
        var answer = await run.GetAsync(ApiRoutes.WebhookList, cancellationToken);
        run.Output.Result(answer, () => new TableView("There is no webhook.", "!ID", "NAME", "URL", "EVENTS", "STATE", "SIGNED")
            .AddAll(answer.Items("webhooks"), static webhook =>
            [
                new(webhook.Text("id"), Tone.Strong), webhook.Text("name"), webhook.Text("url"), webhook.Joined("events"),
                Cell.State(webhook.Flag("enabled") ? "enabled" : "disabled"), webhook.Text("is_signed"),
            ])
            .Render());
    });

    private static Command Remove(CliContext cli)
    {
        var id = Id();
        var yes = Confirmation.Option();
        return cli.Runs(new("remove", "Remove a webhook and its log") { id, yes }, async (run, cancellationToken) =>
        {
            await Confirmation.AskAsync(run, yes, $"Remove the webhook {run.Get(id)}?", cancellationToken);
            var answer = await run.SendAsync(ApiRoutes.WebhookRemove, null, cancellationToken, run.Get(id));
            run.Output.Result(answer, $"The webhook {answer.Text("name", otherwise: "id")} is removed.");
        });
    }

    private static Command Test(CliContext cli)
    {
        var id = Id();
        var command = new Command("test", "Send something to a webhook; its deliveries tell how that went") { id };
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var answer = await run.SendAsync(ApiRoutes.WebhookTest, null, cancellationToken, run.Get(id));
            run.Output.Result(
                answer,
                $"Something is on its way to {answer.Text("name", otherwise: "id")}. See: mcpgw webhook deliveries {run.Get(id)}");
        });
    }

    private static Command Deliveries(CliContext cli)
    {
        var id = new Argument<string>("id") { Description = "id of the webhook; configured for the one of the gateway's settings" };
        var fail = new Option<bool>("--fail") { Description = "end with 8 when the last one did not arrive" };
        return cli.Runs(new("deliveries", "List the last deliveries to a webhook") { id, fail }, async (run, cancellationToken) =>
        {
            var answer = await run.GetAsync(ApiRoutes.WebhookDeliveries, cancellationToken, run.Get(id));
            run.Output.Result(answer, () => new TableView("Nothing was delivered yet.", "!AT", "!EVENT", "OF", "STATE", "#TRIES")
                .AddAll(answer.Items("deliveries"), static delivery =>
                [
                    delivery.Moment("at"), delivery.Text("event_type"), delivery.Text("path"), State(delivery),
                    delivery.Text("attempts"),
                ])
                .Render());
            run.ExitCode = run.Get(fail) && answer.Items("deliveries") is [var last, ..] && last.Text("problem").Length > 0
                ? ExitCodes.Findings
                : ExitCodes.Success;
        });
    }

    /// <summary>Such as <c>delivered 200</c>, or <c>waiting: It answered 503.</c></summary>
    private static Cell State(JsonElement delivery) => delivery.Text("problem") is { Length: > 0 } problem
        ? new($"{delivery.Text("state")}: {problem}", Tone.Bad)
        : new($"{delivery.Text("state")} {delivery.Text("status")}".Trim(), Tone.Good);
}
