using System.Globalization;

namespace McpGateway.Load;

/// <summary>What to measure and for how long.</summary>
internal sealed record LoadOptions
{
    public int Seconds { get; init; } = 5;

    public int Rounds { get; init; } = 3;

    public IReadOnlyList<int> Connections { get; init; } = [1, 16, 64];

    public bool Json { get; init; }

    public static LoadOptions Parse(string[] args)
    {
        var options = new LoadOptions();
        for (var i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--seconds" => options with { Seconds = Number(args, ++i) },
                "--rounds" => options with { Rounds = Number(args, ++i) },
                "--connections" =>
                    options with { Connections = [.. args[++i].Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))] },
                "--json" => options with { Json = true },
                _ => throw new ArgumentException(
                    $"Unknown argument '{args[i]}'. Known: --seconds N, --rounds N, --connections 1,16,64, --json."),
            };
        }

        return options;
    }

    private static int Number(string[] args, int index) => int.Parse(args[index], CultureInfo.InvariantCulture);
}
