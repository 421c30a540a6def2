using McpGateway.Core.Audit;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests.Web;

/// <summary>
/// A month of calls: people work by day and on weekdays, some more than others, with a few servers most of the time, and are refused what
/// their group may not use. The same each time.
/// </summary>
internal static class InstallationCalls
{
    public const int Count = 50_000;

    private const int Days = 30;

    /// <summary>Calls of the last hour, so that its chart has something to show.</summary>
    private const int Recent = 1_000;

    private static readonly string[] Clients =
    [
        "https://claude.ai/oauth/client-metadata.json", "https://vscode.dev/oauth/client-metadata.json", "user-generated",
        "https://cursor.com/oauth/client-metadata.json", "user-generated",
    ];

    private static readonly Dictionary<string, PlannedServer[]> Allowed = InstallationPlan.Users.ToDictionary(
        static user => user, static user => InstallationPlan.GroupsOf(user).SelectMany(InstallationPlan.ServersOf).ToArray(),
        StringComparer.Ordinal);

    public static IEnumerable<CallEntry> Until(DateTimeOffset now)
    {
        var dice = new Dice(20261130);
        var left = Count;
        while (left > 0)
        {
            var at = Count - left < Recent ? now - TimeSpan.FromMinutes(1 + (dice.NextDouble() * 58)) : WorkingTime(now, dice);
            var session = Session(at, now, dice).Take(left).ToArray();
            left -= session.Length;
            foreach (var call in session)
            {
                yield return call;
            }
        }
    }

    /// <summary>An assistant lists the tools of a server, and calls some.</summary>
    private static IEnumerable<CallEntry> Session(DateTimeOffset at, DateTimeOffset now, Dice dice)
    {
        var user = InstallationPlan.Users[(int)(InstallationPlan.Users.Count * dice.NextDouble() * dice.NextDouble())];
        var own = Allowed[user];
        var mayUse = dice.Next(100) < 94;
        IReadOnlyList<PlannedServer> all = mayUse ? own : InstallationPlan.Servers;
        var server = all[(int)(all.Count * dice.NextDouble() * dice.NextDouble())];
        mayUse = own.Contains(server);
        var client = Clients[InstallationPlan.Users.ToList().IndexOf(user) % Clients.Length];
        var token = client == "user-generated" ? $"token-of-{user}" : null;
        var calls = mayUse ? 3 + dice.Next(9) : 1 + dice.Next(2);
        for (var number = 0; number < calls && at < now; number++, at += TimeSpan.FromSeconds(1 + (dice.NextDouble() * 8)))
        {
            var verb = number == 0 && mayUse ? null : InstallationPlan.Verbs[(int)(InstallationPlan.Verbs.Count * dice.NextDouble())];
            yield return Call(server, verb, at, mayUse, dice) with { User = user, ClientId = client, TokenId = token };
        }
    }

    private static CallEntry Call(PlannedServer server, string? verb, DateTimeOffset at, bool mayUse, Dice dice)
    {
        var (outcome, status, reason) = Outcome(server, mayUse, dice);
        var isForwarded = outcome is "forwarded";
        var wait = Math.Round((server.State == InstallationPlan.State.Slow ? 900 : 12) * (0.5 + (dice.NextDouble() * 2)), 1);
        var duration = outcome switch
        {
            "upstream_timed_out" => 30_000,
            "upstream_failed" => 2.4,
            _ => isForwarded ? Math.Round(wait + 0.4 + (dice.NextDouble() * 3), 1) : 0.3,
        };
        return new()
        {
            At = at,
            Server = server.Path.Trim('/'),
            Method = verb is null ? "tools/list" : "tools/call",
            Target = verb is null ? null : $"{verb}_{server.Noun}",
            User = "",
            AuthMethod = "oauth2",
            Outcome = outcome,
            Status = status,
            Reason = reason,
            DurationMs = duration,
            UpstreamMs = isForwarded ? wait : null,
            RequestBytes = dice.Next(200, 900),
            ResponseBytes = isForwarded ? dice.Next(300, 40_000) : 180,
            Instance = $"gateway-{1 + dice.Next(3)}/1",
        };
    }

    private static (string Outcome, int Status, string? Reason) Outcome(PlannedServer server, bool mayUse, Dice dice) => server.State switch
    {
        _ when !mayUse => ("denied", 403, "access_denied"),
        InstallationPlan.State.Off => ("unavailable", 503, "disabled"),
        InstallationPlan.State.Down => ("upstream_failed", 502, "upstream_unreachable"),
        InstallationPlan.State.Locked => ("upstream_failed", 502, "upstream_credential"),
        _ => dice.Next(1000) switch
        {
            < 955 => ("forwarded", 200, null),
            < 975 => ("forwarded", 500, null),
            < 985 => ("upstream_timed_out", 504, "upstream_timeout"),
            _ => ("invalid", 400, "invalid_message"),
        },
    };

    /// <summary>Most of it between seven and nineteen o'clock, and few on weekends.</summary>
    private static DateTimeOffset WorkingTime(DateTimeOffset now, Dice dice)
    {
        while (true)
        {
            var at = now - TimeSpan.FromDays(dice.NextDouble() * Days);
            var isWork = at.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && at.Hour is >= 7 and < 19;
            if (isWork || dice.Next(100) < 12)
            {
                return at;
            }
        }
    }
}
