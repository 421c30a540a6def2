using System.Globalization;
using McpGateway.Foundation.Records;

namespace McpGateway.Records;

/// <summary>
/// Calls as a busy gateway has them: 2,000 users of whom few call often, 50 servers, 400 tools, 30 clients, 3 replicas; among them what is
/// rare: a user with 3 calls, 20 calls with an outcome of their own, 2 calls of a combination. The same for the same numbers.
/// </summary>
internal sealed class RecordMaker(int rows, DateTimeOffset start, TimeSpan span)
{
    public const string Stream = "calls";
    public const string RareUser = "rare.visitor";
    public const string RareOutcome = "upstream_timed_out";
    public const string RareTarget = "seldom_used_tool";

    private const int Users = 2_000;
    private const int RareCalls = 20;

    public static LogFilter RareCombination { get; } = new()
    {
        Stream = Stream,
        User = UserAt(0),
        Server = "team/server7",
        Outcome = "not_found",
        Status = 404,
    };

    public static string UserAt(int number) => $"user{number:0000}@example.com";

    public LogEntry[] Make(int first, int count)
    {
        var entries = new LogEntry[count];
        for (var index = 0; index < count; index++)
        {
            entries[index] = At(first + index);
        }

        return entries;
    }

    private LogEntry At(int index)
    {
        var chance = new Draw((ulong)index);
        var part = chance.Next();

        // A power of the chance: the first of ten users make about half of the calls.
        var user = UserAt((int)(part * part * part * Users));
        var server = chance.Below(50);
        var call = new Call(
            user, "local:" + user, $"team/server{server}", $"tool_{server}_{chance.Below(8)}",
            chance.Below(5) == 0 ? "tools/list" : "tools/call", $"client-{chance.Below(30):00}", "forwarded", 200);
        call = chance.Below(1_000) switch
        {
            < 15 => call with { Outcome = "denied", Status = 403 },
            < 20 => call with { Outcome = "upstream_failed", Status = 502 },
            _ => call,
        };
        var at = start + (span * ((double)index / rows));
        return Entry(Rare(index, call), at, 2 + (chance.Next() * chance.Next() * chance.Next() * 800), index % 3);
    }

    private Call Rare(int index, Call call) => index switch
    {
        _ when index % (rows / 3) == rows / 7 => call with { User = RareUser, Subject = "local:" + RareUser },
        _ when index % (rows / RareCalls) == rows / 71 => call with { Outcome = RareOutcome, Status = 504 },
        _ when index % (rows / 5) == rows / 31 => call with { Target = RareTarget },
        _ when index % (rows / 2) == rows / 13 => call with
        {
            User = RareCombination.User!,
            Subject = "local:" + RareCombination.User,
            Server = RareCombination.Server!,
            Outcome = RareCombination.Outcome!,
            Status = 404,
        },
        _ => call,
    };

    private static LogEntry Entry(Call call, DateTimeOffset at, double duration, int replica)
    {
        duration = Math.Round(duration, 3);
        var instance = $"mcp-gateway-{replica}/1";
        var bytesOut = 200 + (int)(duration * 31 % 4_000);
        return new()
        {
            Stream = Stream,
            At = at,
            User = call.User,
            Subject = call.Subject,
            Server = call.Server,
            Outcome = call.Outcome,
            Method = call.Method,
            Target = call.Method == "tools/call" ? call.Target : null,
            Client = call.Client,
            Status = call.Status,
            Instance = instance,
            Value = duration,
            BytesIn = 180,
            BytesOut = bytesOut,
            Body = string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                {"at":"{{at:yyyy-MM-ddTHH:mm:ss.FFFFFFzzz}}","server":"{{call.Server}}","method":"{{call.Method}}",
                "target":"{{call.Target}}","user":"{{call.User}}","auth_method":"oauth2","client_id":"{{call.Client}}",
                "outcome":"{{call.Outcome}}","status":{{call.Status}},"duration_ms":{{duration}},"request_bytes":180,
                "response_bytes":{{bytesOut}},"instance":"{{instance}}"}
                """),
        };
    }

    private sealed record Call(
        string User, string Subject, string Server, string Target, string Method, string Client, string Outcome, int Status);

    /// <summary>SplitMix64: the draws of a record depend on its place only.</summary>
    private struct Draw(ulong seed)
    {
        private ulong _state = seed * 0x9e3779b97f4a7c15UL;

        public double Next()
        {
            var value = _state += 0x9e3779b97f4a7c15UL;
            value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9UL;
            value = (value ^ (value >> 27)) * 0x94d049bb133111ebUL;
            return ((value ^ (value >> 31)) >> 11) / (double)(1UL << 53);
        }

        public int Below(int limit) => (int)(Next() * limit);
    }
}
