using System.CommandLine;
using McpGateway.Cli.Commands;

namespace McpGateway.Cli.Audit;

/// <summary>Which events of the audit are asked about.</summary>
internal sealed class EventFilterOptions
{
    private readonly (string Parameter, Option<string?> Option)[] _texts =
    [
        ("username", new("--user", "-u") { Description = "events of this user" }),
        ("operation", new("--operation") { Description = "events of this operation, such as create" }),
        ("resource_type", new("--type") { Description = "events of things of this type, such as server" }),
        ("resource_id", new("--id") { Description = "events of this thing" }),
        ("outcome", new("--outcome") { Description = "success or failure" }),
        ("decision", new("--decision") { Description = "events that were decided this way" }),
        ("client_ip", new("--client-ip") { Description = "events from this address" }),
        ("stream", new("--stream") { Description = "events of this stream, see mcpgw audit chain" }),
        ("text", new("--text") { Description = "events that contain it" }),
    ];

    private readonly Option<string?> _since = CallFilterOptions.Since();
    private readonly Option<string?> _until = CallFilterOptions.Until();

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _texts)
        {
            command.Add(option);
        }

        command.Add(_since);
        command.Add(_until);
    }

    public KeyValuePair<string, string?>[] Query(CommandRun run) =>
    [
        .. _texts.Select(text => KeyValuePair.Create(text.Parameter, run.Get(text.Option))),
        new("from", CallFilterOptions.Moment(run, run.Get(_since))),
        new("to", CallFilterOptions.Moment(run, run.Get(_until))),
    ];
}
