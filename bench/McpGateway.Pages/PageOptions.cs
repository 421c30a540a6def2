using System.Globalization;

namespace McpGateway.Pages;

/// <summary>How much there is, and how often each thing is done.</summary>
internal sealed record PageOptions
{
    public int Servers { get; init; } = 10_000;

    public int Rows { get; init; } = 10_000_000;

    /// <summary>The time that the records are spread over.</summary>
    public double Days { get; init; } = 30;

    public int Rounds { get; init; } = 15;

    /// <summary>A data directory that an earlier run filled, or that is filled and kept; null for one that goes with the run.</summary>
    public string? Data { get; init; }

    public static PageOptions Parse(string[] args)
    {
        var options = new PageOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw Unknown(args[i]);
            options = args[i] switch
            {
                "--servers" => options with { Servers = int.Parse(value, CultureInfo.InvariantCulture) },
                "--rows" => options with { Rows = int.Parse(value, CultureInfo.InvariantCulture) },
                "--days" => options with { Days = double.Parse(value, CultureInfo.InvariantCulture) },
                "--rounds" => options with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--data" => options with { Data = Path.GetFullPath(value) },
                _ => throw Unknown(args[i]),
            };
        }

        return options;
    }

    private static ArgumentException Unknown(string argument) => new(
        $"Cannot read '{argument}'. Known: --servers N, --rows N, --days N, --rounds N, --data DIRECTORY.");
}
