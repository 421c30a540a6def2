using System.CommandLine;
using System.Globalization;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Audit;

/// <summary>Of which time something is asked for.</summary>
internal sealed class TimeOptions
{
    private readonly Option<string?> _since = new("--since")
    {
        Description = "from then on: 15m, 24h, 7d, or a time such as 2030-01-31T12:00:00Z",
    };

    private readonly Option<string?> _until = new("--until") { Description = "up to then, in the same forms" };

    public void AddTo(Command command)
    {
        command.Add(_since);
        command.Add(_until);
    }

    /// <param name="run">The command.</param>
    /// <param name="since">From when on, where nobody says.</param>
    public KeyValuePair<string, string?>[] Query(CommandRun run, string? since = null) =>
        [new("from", Moment(run, run.Get(_since) ?? since)), new("to", Moment(run, run.Get(_until)))];

    /// <summary>A time, or how long ago it was.</summary>
    private static string? Moment(CommandRun run, string? text)
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
