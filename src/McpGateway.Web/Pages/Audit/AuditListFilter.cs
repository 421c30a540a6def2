using System.Globalization;
using McpGateway.Foundation.Auditing;
using McpGateway.Web.Components;

namespace McpGateway.Web.Pages.Audit;

/// <summary>What the list of events is narrowed to, in the address of the page. Pure.</summary>
internal sealed record AuditListFilter
{
    private const string Week = "168";

    public static readonly IReadOnlyList<(string Hours, string Text)> Ranges =
        [("1", "Last hour"), ("24", "Last 24 hours"), (Week, "Last 7 days"), ("720", "Last 30 days"), ("0", "Any time")];

    public string Stream { get; init; } = "";

    public string User { get; init; } = "";

    public string Operation { get; init; } = "";

    /// <summary>A type, or a type and what of it, separated by a space.</summary>
    public string Resource { get; init; } = "";

    public string Outcome { get; init; } = "";

    public string Text { get; init; } = "";

    /// <summary>How far back, in hours; <c>0</c> for any time.</summary>
    public string Hours { get; init; } = Week;

    /// <summary>The event whose details are shown: its stream and number.</summary>
    public string Open { get; init; } = "";

    /// <summary>What an address says; values that mean nothing count as not stated.</summary>
    public static AuditListFilter Of(
        string? stream, string? user, string? operation, string? resource, string? outcome, string? text, string? hours, string? open) =>
        new()
        {
            Stream = AuditStreams.All.Contains(stream) ? stream! : "",
            User = user ?? "",
            Operation = operation ?? "",
            Resource = resource ?? "",
            Outcome = AuditOutcomes.All.Contains(outcome) ? outcome! : "",
            Text = text ?? "",
            Hours = Ranges.Any(known => known.Hours == hours) ? hours! : Week,
            Open = open ?? "",
        };

    /// <summary>The parameters of the address; null removes one.</summary>
    public IReadOnlyDictionary<string, object?> Parameters() => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["stream"] = Stated(Stream),
        ["user"] = Stated(User),
        ["operation"] = Stated(Operation),
        ["resource"] = Stated(Resource),
        ["outcome"] = Stated(Outcome),
        ["q"] = Stated(Text),
        ["hours"] = Hours == Week ? null : Hours,
        ["event"] = Stated(Open),
    };

    /// <summary>The same events are asked for, whatever else differs.</summary>
    public bool AsksAs(AuditListFilter other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { Open = "" } == other with { Open = "" };
    }

    public AuditFilter ToFilter(DateTimeOffset now)
    {
        var resource = Stated(Resource)?.Split(' ', 2);
        return new()
        {
            Stream = Stated(Stream),
            User = Stated(User),
            Operation = Stated(Operation),
            ResourceType = resource?[0],
            ResourceId = resource is [_, var id] ? id.Trim() : null,
            Outcome = Stated(Outcome),
            Text = Stated(Text),
            From = HoursBack is > 0 and var hours ? now - TimeSpan.FromHours(hours) : null,
        };
    }

    /// <summary>Where the same events are downloaded.</summary>
    /// <param name="format"><c>jsonl</c> or <c>csv</c>.</param>
    /// <param name="now">The present.</param>
    public string ExportLink(string format, DateTimeOffset now)
    {
        var filter = ToFilter(now);
        return PagePath.With(
            "api/audit/export", ("format", format), ("stream", filter.Stream), ("username", filter.User), ("operation", filter.Operation),
            ("resource_type", filter.ResourceType), ("resource_id", filter.ResourceId), ("outcome", filter.Outcome), ("text", filter.Text),
            ("from", filter.From?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
    }

    private int HoursBack => int.Parse(Hours, CultureInfo.InvariantCulture);

    private static string? Stated(string text) => text.Trim() is { Length: > 0 } stated ? stated : null;
}
