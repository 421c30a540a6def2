namespace McpGateway.Eval;

/// <summary>What was asked for on the command line.</summary>
internal sealed record EvalArguments
{
    public const string Usage =
        """
        usage: McpGateway.Eval [quality] [DIRECTORY] [--url URL --token TOKEN] [--model FOLDER] [--json FILE]
               McpGateway.Eval load [DIRECTORY] [--tools N] [--searchers N] [--seconds N] [--vectors yes|new]
               McpGateway.Eval encoder [DIRECTORY] [--model FOLDER] [--compare FOLDER]
               McpGateway.Eval vectors
               McpGateway.Eval recall [DIRECTORY] [--model FOLDER]

        quality   Recall, nDCG and MRR over every test set (*.json with queries) in DIRECTORY, by default ../shared/eval;
                  in this process, or through the API of a running gateway (--token of an administrator; servers are added and removed)
        load      latency, memory and freshness with a large catalogue made of the texts in DIRECTORY
        encoder   speed and memory of a local model, and how near its vectors are to those of another
        vectors   accuracy and speed of the quantised vector scan
        recall    what passing over vectors by their signs loses, over the catalogue and the queries in DIRECTORY
        """;

    public string Command { get; init; } = "quality";

    public string Directory { get; init; } = Path.Combine("..", "shared", "eval");

    public string? Url { get; init; }

    public string? Token { get; init; }

    public string? Json { get; init; }

    /// <summary>Folder of the sentence model; empty to measure words alone.</summary>
    public string Model { get; init; } = Path.Combine(AppContext.BaseDirectory, "models", "all-MiniLM-L6-v2");

    /// <summary>Folder of a model to compare with.</summary>
    public string? Compare { get; init; }

    /// <summary>
    /// <c>yes</c>: the catalogue under load has vectors, and so have the queries; <c>new</c>: each query is another one, and the model is
    /// asked for its vector.
    /// </summary>
    public string Vectors { get; init; } = "";

    public int Tools { get; init; } = 100_000;

    public int Searchers { get; init; } = 100;

    public int Seconds { get; init; } = 20;

    /// <returns>Null when the arguments make no sense.</returns>
    public static EvalArguments? Parse(string[] args)
    {
        var parsed = new EvalArguments();
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            var isOption = args[i].StartsWith("--", StringComparison.Ordinal);
            parsed = args[i] switch
            {
                "quality" or "load" or "encoder" or "vectors" or "recall" => parsed with { Command = args[i] },
                "--url" => parsed with { Url = value },
                "--token" => parsed with { Token = value },
                "--vectors" => parsed with { Vectors = value },
                "--model" => parsed with { Model = value },
                "--compare" => parsed with { Compare = value },
                "--json" => parsed with { Json = value },
                "--tools" when int.TryParse(value, out var number) => parsed with { Tools = number },
                "--searchers" when int.TryParse(value, out var number) => parsed with { Searchers = number },
                "--seconds" when int.TryParse(value, out var number) => parsed with { Seconds = number },
                _ when !isOption => parsed with { Directory = args[i] },
                _ => null!,
            };
            if (parsed is null)
            {
                return null;
            }

            i += isOption ? 1 : 0;
        }

        return parsed.Url is not null && parsed.Token is null ? null : parsed;
    }
}
