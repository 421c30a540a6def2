using System.Globalization;

namespace McpGateway.Records;

/// <summary>How many records, over how long, in which stores.</summary>
internal sealed record RecordOptions
{
    public int Rows { get; init; } = 20_000_000;

    /// <summary>The time that the records are spread over; without it, a hundred records in a second.</summary>
    public double? Days { get; init; }

    public IReadOnlyList<string> Stores { get; init; } = ["sqlite", "postgresql"];

    public int Rounds { get; init; } = 5;

    public TimeSpan Span => Days is { } days ? TimeSpan.FromDays(days) : TimeSpan.FromSeconds(Rows / 100.0);

    public static RecordOptions Parse(string[] args)
    {
        var options = new RecordOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw Unknown(args[i]);
            options = args[i] switch
            {
                "--rows" => options with { Rows = int.Parse(value, CultureInfo.InvariantCulture) },
                "--days" => options with { Days = double.Parse(value, CultureInfo.InvariantCulture) },
                "--rounds" => options with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--stores" => options with { Stores = value.Split(',') },
                _ => throw Unknown(args[i]),
            };
        }

        return options;
    }

    private static ArgumentException Unknown(string argument) => new(
        $"Cannot read '{argument}'. Known: --rows N, --days N, --rounds N, --stores sqlite,postgresql.");
}
