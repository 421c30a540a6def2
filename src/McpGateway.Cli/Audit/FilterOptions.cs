using System.CommandLine;
using McpGateway.Cli.Commands;

namespace McpGateway.Cli.Audit;

/// <summary>Which calls, or which events of the audit, are asked about.</summary>
internal sealed class FilterOptions
{
    private readonly (string Parameter, Option<string?> Option)[] _texts;
    private readonly TimeOptions _time = new();

    private FilterOptions(params (string Parameter, Option<string?> Option)[] texts) => _texts = texts;

    public static FilterOptions OfCalls() => new(
        ("user", new("--user", "-u") { Description = "calls of this user" }),
        ("server", new("--server", "-s") { Description = "calls to this server" }),
        ("tool", new("--tool", "-t") { Description = "calls of this tool" }),
        ("method", new("--method") { Description = "calls of this method" }),
        ("outcome", new("--outcome") { Description = "forwarded, denied, unauthenticated, …" }),
        ("client", new("--client") { Description = "calls through this OAuth client" }),
        ("status", new("--status") { Description = "calls that were answered with this HTTP status" }),
        ("text", new("--text") { Description = "calls whose record contains it" }));

    public static FilterOptions OfEvents() => new(
        ("username", new("--user", "-u") { Description = "events of this user" }),
        ("operation", new("--operation") { Description = "events of this operation, such as create" }),
        ("resource_type", new("--type") { Description = "events of things of this type, such as server" }),
        ("resource_id", new("--id") { Description = "events of this thing" }),
        ("outcome", new("--outcome") { Description = "success or failure" }),
        ("decision", new("--decision") { Description = "events that were decided this way" }),
        ("client_ip", new("--client-ip") { Description = "events from this address" }),
        ("stream", new("--stream") { Description = "events of this stream, see mcpgw audit chain" }),
        ("text", new("--text") { Description = "events that contain it" }));

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _texts)
        {
            command.Add(option);
        }

        _time.AddTo(command);
    }

    /// <param name="run">The command.</param>
    /// <param name="since">From when on, where nobody says.</param>
    public KeyValuePair<string, string?>[] Query(CommandRun run, string? since = null) =>
        [.. _texts.Select(text => KeyValuePair.Create(text.Parameter, run.Get(text.Option))), .. _time.Query(run, since)];
}
