using System.Diagnostics;
using System.Text.Json;
using McpGateway.Embeddings.Onnx.Models;

namespace McpGateway.Eval;

/// <summary>Runs every query of every set against every target.</summary>
internal static class QualityRun
{
    public static async Task<int> RunAsync(EvalArguments arguments, CancellationToken cancellationToken)
    {
        var sets = Directory.EnumerateFiles(arguments.Directory, "*.json").Order(StringComparer.Ordinal)
            .Select(EvalSet.Load).Where(set => set.Queries.Count > 0).ToList();
        if (sets.Count == 0)
        {
            await Console.Error.WriteLineAsync($"{arguments.Directory} holds no test sets.");
            return 2;
        }

        using var model = arguments.Model.Length > 0 && arguments.Url is null ? SentenceModel.Load(arguments.Model) : null;
        var vectors = model is null ? null : new EvalVectors(model);
        ISearchTarget[] targets = arguments.Url is null
            ? [.. InProcessTarget.All(vectors)]
            : [HttpTarget.Create(arguments.Url, arguments.Token!)];
        var results = new List<EvalResult>();
        Console.WriteLine(EvalResult.Header);
        foreach (var set in sets)
        {
            var catalogue = new EvalCatalogue(set, TimeProvider.System.GetUtcNow());
            foreach (var target in targets)
            {
                results.Add(await RunAsync(set, catalogue, target, cancellationToken));
                Console.WriteLine(results[^1]);
            }
        }

        if (arguments.Json is { } file)
        {
            await File.WriteAllTextAsync(
                file, JsonSerializer.Serialize(results, EvalJsonContext.Default.ListEvalResult), cancellationToken);
        }

        return 0;
    }

    private static async Task<EvalResult> RunAsync(
        EvalSet set, EvalCatalogue catalogue, ISearchTarget target, CancellationToken cancellationToken)
    {
        var metrics = new RetrievalMetrics();
        await target.LoadAsync(catalogue, cancellationToken);
        try
        {
            await target.SearchAsync(set.Queries[0].Text, cancellationToken);
            foreach (var query in set.Queries)
            {
                var started = Stopwatch.GetTimestamp();
                var hits = await target.SearchAsync(query.Text, cancellationToken);
                metrics.Add([.. hits.Select(hit => catalogue.IdOf(hit.Path, hit.Tool))], query.Relevant, Stopwatch.GetElapsedTime(started));
            }
        }
        finally
        {
            await target.UnloadAsync(catalogue, cancellationToken);
        }

        return metrics.Result(set.Name, target.Name);
    }
}
