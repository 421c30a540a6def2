using System.CommandLine;
using System.Globalization;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Audit;

/// <summary>Which calls are asked about.</summary>
internal sealed class CallFilterOptions
{
    private readonly (string Parameter, Option<string?> Option)[] _texts =
    [
        ("user", new("--user", "-u") { Description = "calls of this user" }),
        ("server", new("--server", "-s") { Description = "calls to this server" }),
        ("tool", new("--tool", "-t") { Description = "calls of this tool" }),
        ("method", new("--method") { Description = "calls of this method" }),
        ("outcome", new("--outcome") { Description = "forwarded, denied, unauthenticated, …" }),
        ("client", new("--client") { Description = "calls through this OAuth client" }),
        ("status", new("--status") { Description = "calls that were answered with this HTTP status" }),
        ("text", new("--text") { Description = "calls whose record contains it" }),
    ];

    private readonly Option<string?> _since = Since();
    private readonly Option<string?> _until = Until();

    public static Option<string?> Since() => new("--since")
    {
        Description = "from then on: 15m, 24h, 7d, or a time such as 2030-01-31T12:00:00Z",
    };

    public static Option<string?> Until() => new("--until") { Description = "up to then, in the same forms" };

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _texts)
        {
            command.Add(option);
        }

        command.Add(_since);
        command.Add(_until);
    }

    public IEnumerable<KeyValuePair<string, string?>> Query(CommandRun run, string? since = null) =>
    [
        .. _texts.Select(text => KeyValuePair.Create(text.Parameter, run.Get(text.Option))),
        new("from", Moment(run, run.Get(_since) ?? since)),
        new("to", Moment(run, run.Get(_until))),
    ];

    /// <summary>A time, or how long ago it was.</summary>
    internal static string? Moment(CommandRun run, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time.ToString("O", CultureInfo.InvariantCulture);
        }

        var unit = text[^1..] switch
        {
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            _ => TimeSpan.Zero,
        };
        return unit > TimeSpan.Zero && double.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is > 0 and < 100_000
            ? (run.Environment.Time.GetUtcNow() - (unit * count)).ToString("O", CultureInfo.InvariantCulture)
            : throw CommandFailure.Misuse($"'{text}' is no time.", "Say 15m, 24h, 7d, or 2030-01-31T12:00:00Z.");
    }
}
