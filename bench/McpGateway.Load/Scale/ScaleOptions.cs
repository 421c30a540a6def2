using System.Globalization;

namespace McpGateway.Load.Scale;

/// <summary>Which parts to measure, and how large.</summary>
internal sealed record ScaleOptions
{
    public static readonly IReadOnlyList<string> AllParts = ["lists", "results", "groups", "streams", "catalogue"];

    /// <summary>All when none is named.</summary>
    public IReadOnlyList<string> Parts { get; init; } = AllParts;

    public int Rounds { get; init; } = 30;

    /// <summary>Servers of the catalogue; each has ten tools.</summary>
    public int Servers { get; init; } = 10_000;

    public bool Json { get; init; }

    public static ScaleOptions Parse(string[] args)
    {
        var options = new ScaleOptions();
        var parts = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--rounds":
                    options = options with { Rounds = int.Parse(args[++i], CultureInfo.InvariantCulture) };
                    break;
                case "--servers":
                    options = options with { Servers = int.Parse(args[++i], CultureInfo.InvariantCulture) };
                    break;
                case "--json":
                    options = options with { Json = true };
                    break;
                case var part when AllParts.Contains(part, StringComparer.Ordinal):
                    parts.Add(part);
                    break;
                default:
                    throw new ArgumentException(
                        $"Unknown argument '{args[i]}'. Known: {string.Join(", ", AllParts)}, --rounds N, --servers N, --json.");
            }
        }

        return parts.Count == 0 ? options : options with { Parts = parts };
    }
}
