using McpGateway.Core.Audit;

namespace McpGateway.Web.Usage;

/// <summary>In which order the lines of a split stand. Pure.</summary>
/// <param name="Name">In the address.</param>
/// <param name="Text">For people.</param>
internal sealed record SplitRank(string Name, string Text, Func<CallFigures, double> Weight)
{
    public static readonly IReadOnlyList<SplitRank> All =
    [
        new("calls", "Most called", static line => line.Calls),
        new("slow", "Slowest", static line => line.P95 ?? 0),
        new("refused", "Most refused", static line => line.Denied),
        new("failed", "Most failures", static line => line.Failed),
        new("bytes", "Most bytes", static line => line.BytesIn + line.BytesOut),
    ];

    public static SplitRank Find(string? name) => All.FirstOrDefault(rank => rank.Name == name) ?? All[0];

    /// <summary>The heaviest lines that have a key; what weighs nothing is left out.</summary>
    public IReadOnlyList<CallFigures> Apply(IEnumerable<CallFigures> lines, int most) =>
    [
        .. lines.Where(line => line.Key is not null && Weight(line) > 0)
            .OrderByDescending(Weight).ThenByDescending(static line => line.Calls).ThenBy(static line => line.Key, StringComparer.Ordinal)
            .Take(most),
    ];
}
