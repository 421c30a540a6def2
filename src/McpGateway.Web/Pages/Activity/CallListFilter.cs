using System.Globalization;
using McpGateway.Core.Audit;
using McpGateway.Web.Components;

namespace McpGateway.Web.Pages.Activity;

/// <summary>What the list of calls is narrowed to, in the address of the page. Pure.</summary>
internal sealed record CallListFilter
{
    private const string Day = "24";

    /// <summary>A page of a list may end just after any call.</summary>
    private static readonly long LastTicks = DateTimeOffset.MaxValue.AddMicroseconds(-1).UtcTicks;

    /// <summary>How far back a histogram of any time goes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public static readonly IReadOnlyList<(string Hours, string Text)> Ranges =
    [
        ("1", "Last hour"), ("6", "Last 6 hours"), (Day, "Last 24 hours"), ("168", "Last 7 days"), ("720", "Last 30 days"),
        ("0", "Any time"),
    ];

    public string User { get; init; } = "";

    public string Server { get; init; } = "";

    /// <summary>Tool, resource or prompt, exactly.</summary>
    public string Tool { get; init; } = "";

    /// <summary>Id of an OAuth client.</summary>
    public string Client { get; init; } = "";

    public string Text { get; init; } = "";

    public string Outcome { get; init; } = "";

    /// <summary>How far back, in hours; <c>0</c> for any time.</summary>
    public string Hours { get; init; } = Day;

    /// <summary>A stretch of time that was chosen in the histogram; it counts instead of <see cref="Hours"/>.</summary>
    public CallStretch? Stretch { get; init; }

    /// <summary>The call whose details are shown: its time in ticks.</summary>
    public long? Open { get; init; }

    /// <summary>Whether new calls appear by themselves.</summary>
    public bool IsLive { get; init; }

    /// <summary>What an address says; values that mean nothing count as not stated.</summary>
    /// <param name="stated">The value of a parameter, by its name.</param>
    public static CallListFilter Of(Func<string, string?> stated)
    {
        ArgumentNullException.ThrowIfNull(stated);
        var (outcome, hours) = (stated("outcome"), stated("hours"));
        return new()
        {
            User = stated("user") ?? "",
            Server = stated("server") ?? "",
            Tool = stated("tool") ?? "",
            Client = stated("client") ?? "",
            Text = stated("q") ?? "",
            Outcome = CallWords.Outcomes.Any(known => known.Outcome == outcome) ? outcome! : "",
            Hours = Ranges.Any(known => known.Hours == hours) ? hours! : Day,
            Stretch = CallStretch.Read(stated("span")),
            Open = long.TryParse(stated("call"), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= LastTicks
                ? ticks : null,
            IsLive = stated("live") == "1",
        };
    }

    /// <summary>The parameters of the address; null removes one.</summary>
    public IReadOnlyDictionary<string, object?> Parameters() => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["user"] = Stated(User),
        ["server"] = Stated(Server),
        ["tool"] = Stated(Tool),
        ["client"] = Stated(Client),
        ["q"] = Stated(Text),
        ["outcome"] = Stated(Outcome),
        ["hours"] = Hours == Day ? null : Hours,
        ["span"] = Stretch?.ToString(),
        ["call"] = Open?.ToString(CultureInfo.InvariantCulture),
        ["live"] = IsLive ? "1" : null,
    };

    /// <summary>The query of an address that narrows the list so again, with nothing open.</summary>
    public string Query() => PagePath.Query(
        (this with { Open = null, IsLive = false }).Parameters().Select(static pair => (pair.Key, (string?)pair.Value)));

    /// <summary>The same calls are asked for, whatever else differs.</summary>
    public bool AsksAs(CallListFilter other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { Open = null, IsLive = false } == other with { Open = null, IsLive = false };
    }

    /// <summary>Since when; null for any time.</summary>
    public DateTimeOffset? From(DateTimeOffset now) => Stretch is { } stretch ? stretch.From
        : int.Parse(Hours, CultureInfo.InvariantCulture) is > 0 and var hours ? now - TimeSpan.FromHours(hours) : null;

    /// <summary>Until when, exclusive; null for now.</summary>
    public DateTimeOffset? To => Stretch?.To;

    /// <summary>The time that the histogram shows, and how wide its slots are.</summary>
    public (DateTimeOffset From, DateTimeOffset To, TimeSpan Step) Shown(DateTimeOffset now)
    {
        var to = To ?? now;
        var from = From(now) ?? now - Longest;
        return (from, to, CallStretch.StepOf(to - from));
    }

    /// <summary>What is asked of the operation.</summary>
    /// <param name="server">The path that <see cref="Server"/> stands for.</param>
    public CallFilter Filter(string? server, DateTimeOffset now) => new()
    {
        User = Stated(User),
        Server = server,
        Target = Stated(Tool),
        Client = Stated(Client),
        Text = Stated(Text),
        Outcome = Stated(Outcome),
        From = From(now),
        To = To,
    };

    private static string? Stated(string text) => text.Trim() is { Length: > 0 } stated ? stated : null;
}
