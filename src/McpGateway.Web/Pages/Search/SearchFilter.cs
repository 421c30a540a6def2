using System.Globalization;
using McpGateway.Core.Discovery.Search;
using McpGateway.Core.Health;

namespace McpGateway.Web.Pages.Search;

/// <summary>What is looked for and to what it is narrowed, in the address of the page. Pure.</summary>
internal sealed record SearchFilter
{
    public static readonly IReadOnlyList<(string Kind, string Text)> Kinds =
    [
        ("", "All"), ("tools", "Tools"), ("prompts", "Prompts"), ("resources", "Resources"), ("servers", "Servers"), ("agents", "Agents"),
        ("skills", "Skills"),
    ];

    /// <summary>By the first word of a status, as search counts them.</summary>
    public static readonly IReadOnlyList<(string Health, string Text)> Healths =
    [
        (HealthStatus.Healthy, "Healthy"), ("unhealthy", "Down"), (HealthStatus.Unknown, "Not checked yet"),
        (HealthStatus.Disabled, "Disabled"),
    ];

    public static readonly IReadOnlyList<string> Ratings = ["3", "4", "4.5"];

    /// <summary>Of 100.</summary>
    public static readonly IReadOnlyList<string> Scores = ["25", "50", "75"];

    public string Query { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Tag { get; init; } = "";

    /// <summary>Path of a server or an agent.</summary>
    public string Server { get; init; } = "";

    public string Health { get; init; } = "";

    /// <summary>The least stars.</summary>
    public string Rating { get; init; } = "";

    /// <summary>The least score, of 100.</summary>
    public string Score { get; init; } = "";

    /// <summary>Whether anything but the query and the kind is chosen.</summary>
    public bool IsNarrowed => this != new SearchFilter { Query = Query, Kind = Kind };

    /// <summary>What an address says; values that mean nothing count as not stated.</summary>
    public static SearchFilter Of(
        string? query, string? kind, string? tag, string? server, string? health, string? rating, string? score) => new()
        {
            Query = (query ?? "").Trim(),
            Kind = Kinds.Any(known => known.Kind == kind) ? kind! : "",
            Tag = tag ?? "",
            Server = server ?? "",
            Health = Healths.Any(known => known.Health == health) ? health! : "",
            Rating = Ratings.Contains(rating ?? "") ? rating! : "",
            Score = Scores.Contains(score ?? "") ? score! : "",
        };

    /// <summary>The parameters of the address; null removes one.</summary>
    public IReadOnlyDictionary<string, object?> Parameters() => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["q"] = OrNone(Query),
        ["kind"] = OrNone(Kind),
        ["tag"] = OrNone(Tag),
        ["server"] = OrNone(Server),
        ["health"] = OrNone(Health),
        ["rating"] = OrNone(Rating),
        ["score"] = OrNone(Score),
    };

    public SearchRequest Request(int most) => new()
    {
        Query = Query.Length > SearchRequest.MaxQueryLength ? Query[..SearchRequest.MaxQueryLength] : Query,
        MaxResults = most,
        Tags = Tag.Length == 0 ? [] : [Tag],
        Servers = Server.Length == 0 ? [] : [Server],
        Health = Health.Length == 0 ? [] : [Health],
        MinRating = Number(Rating),
        MinScore = Number(Score) / 100,
        IncludesDisabled = Health == HealthStatus.Disabled,
        CountsFacets = true,
        Explains = true,
    };

    private static string? OrNone(string value) => value.Length == 0 ? null : value;

    private static double Number(string value) => value.Length == 0 ? 0 : double.Parse(value, CultureInfo.InvariantCulture);
}
