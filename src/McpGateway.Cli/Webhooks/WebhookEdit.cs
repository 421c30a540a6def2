using System.CommandLine;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Webhooks;

/// <summary>What can be said about a webhook, when it is added and when it is changed.</summary>
internal sealed class WebhookEdit
{
    private static readonly string[] Events = ["registration", "update", "deletion", "scan_complete"];

    private readonly Option<string?> _name = new("--name") { Description = "what it is called; its host when left out" };

    private readonly Option<string[]> _events = new("--event", "-e")
    {
        Description = string.Join(", ", Events) + "; may be repeated; all of them when left out",
        HelpName = "event",
    };

    private readonly Option<string?> _secret = new("--secret")
    {
        Description = "key of the signatures, 16 to 256 characters: a text, @file or env:NAME; drawn when left out",
    };

    private readonly Option<string?> _header = new("--header", "-H")
    {
        Description = "NAME=VALUE sent with each delivery; the value may be @file or env:NAME",
        HelpName = "name=value",
    };

    private WebhookEdit() => _events.AcceptOnlyFromAmong(Events);

    public static Command CreateAdd(CliContext cli)
    {
        var url = new Argument<string>("url") { Description = "where the events are sent" };
        var edit = new WebhookEdit();
        var command = new Command("add", "Add a webhook and print the secret of its signatures") { url };
        edit.AddTo(command);
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var body = new JsonObject { ["name"] = HostOf(run.Get(url)), ["url"] = run.Get(url) };
            await edit.FillAsync(run, body, cancellationToken);
            var answer = await run.SendAsync(ApiRoutes.WebhookCreate, Bodies.Json(body), cancellationToken);
            if (run.Output.IsJson)
            {
                run.Output.Json(answer);
                return;
            }

            run.Output.Show(new DetailView()
                .Add("id", new(answer.Text("id"), Tone.Strong))
                .Add("name", answer.Text("name"))
                .Add("events", answer.Joined("events"))
                .Add("secret", answer.Text("secret"))
                .Render());
            run.Output.Note("The secret is shown this once. Try the webhook: mcpgw webhook test " + answer.Text("id"));
        });
    }

    public static Command CreateEdit(CliContext cli)
    {
        var id = WebhookCommands.Id();
        var url = new Option<string?>("--url") { Description = "where the events are sent" };
        var enabled = new Option<bool?>("--enabled") { Description = "true or false: whether anything is sent" };
        var edit = new WebhookEdit();
        var command = new Command("edit", "Change a webhook; what is not stated stays") { id, url, enabled };
        edit.AddTo(command);
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var body = await StoredAsync(run, run.Get(id), cancellationToken);
            if (run.Get(url) is { } address)
            {
                body["url"] = address;
            }

            if (run.Get(enabled) is { } isOn)
            {
                body["enabled"] = isOn;
            }

            await edit.FillAsync(run, body, cancellationToken);
            var answer = await run.SendAsync(ApiRoutes.WebhookUpdate, Bodies.Json(body), cancellationToken, run.Get(id));
            run.Output.Result(
                answer, $"The webhook {answer.Text("name")} is changed and {(answer.Flag("enabled") ? "enabled" : "disabled")}.");
        });
    }

    /// <summary>What the gateway has, without secrets: those that are not sent stay there.</summary>
    private static async Task<JsonObject> StoredAsync(CommandRun run, string id, CancellationToken cancellationToken)
    {
        var all = await run.GetAsync(ApiRoutes.WebhookList, cancellationToken);
        var stored = all.Items("webhooks").FirstOrDefault(webhook => webhook.Text("id") == id);
        if (stored.Text("id").Length == 0)
        {
            throw new CommandFailure(ExitCodes.NotFound, $"There is no webhook '{id}'.", "List them: mcpgw webhook list.");
        }

        var body = new JsonObject();
        foreach (var name in (string[])["name", "url", "events", "enabled", "auth_header"])
        {
            body[name] = JsonNode.Parse(stored.At(name).GetRawText());
        }

        return body;
    }

    private void AddTo(Command command)
    {
        foreach (var option in (Option[])[_name, _events, _secret, _header])
        {
            command.Add(option);
        }
    }

    private async Task FillAsync(CommandRun run, JsonObject body, CancellationToken cancellationToken)
    {
        if (run.Get(_name) is { } name)
        {
            body["name"] = name;
        }

        if (run.Get(_events) is { Length: > 0 } events)
        {
            body["events"] = Bodies.Names(events);
        }

        if (run.Get(_secret) is { } secret)
        {
            body["secret"] = await InputFiles.SecretAsync(run, secret, cancellationToken);
        }

        if (run.Get(_header) is { } header)
        {
            var (left, right) = Pairs.Split(header, "--header");
            body["auth_header"] = left;
            body["auth_value"] = await InputFiles.SecretAsync(run, right, cancellationToken);
        }
    }

    private static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Host : url;
}
