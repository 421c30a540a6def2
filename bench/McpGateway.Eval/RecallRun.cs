using System.Globalization;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Text;
using McpGateway.Core.Discovery.Vectors;
using McpGateway.Embeddings.Onnx.Models;

namespace McpGateway.Eval;

/// <summary>
/// What passing over vectors by their signs costs in accuracy, over a real catalogue and its real vectors: the ten nearest, and the ten
/// hits of the whole ranking, against those of looking at every vector.
/// </summary>
internal static class RecallRun
{
    private const int QueriesPerSet = 200;
    private const int Depth = 10;

    public static int Run(EvalArguments arguments)
    {
        using var model = SentenceModel.Load(arguments.Model);
        var vectors = new EvalVectors(model);
        var catalogue = new EvalCatalogue(
            EvalSet.Load(Path.Combine(arguments.Directory, "catalog-smithery.json")), TimeProvider.System.GetUtcNow());
        var index = new SearchIndex(RankingParameters.Default);
        index.Update([.. catalogue.Servers.Select(server => ServerUnits.From(server.Server, server.Tools))], []);
        var space = vectors.Embed(index.Current);
        var bounded = VectorCalibration.Bounded(space);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{space.Count} vectors, {bounded}"));
        foreach (var set in Directory.EnumerateFiles(arguments.Directory, "*.json").Order(StringComparer.Ordinal).Select(EvalSet.Load)
            .Where(static set => set.Queries.Count > 0))
        {
            var step = Math.Max(1, set.Queries.Count / QueriesPerSet);
            var queries = set.Queries.Where((_, place) => place % step == 0).Select(static query => query.Text).ToArray();
            var (nearest, hits, same) = (0.0, 0.0, 0.0);
            foreach (var query in queries)
            {
                var part = vectors.Part(space, query);
                nearest += Nearest(index.Current, part, bounded with { Slack = float.PositiveInfinity }).Intersect(
                    Nearest(index.Current, part, bounded)).Count() / (double)Depth;
                space.Calibration = bounded;
                var quick = Find(index.Current, query, part);
                space.Calibration = bounded with { Slack = float.PositiveInfinity };
                var exact = Find(index.Current, query, part);
                space.Calibration = bounded;
                hits += quick.Intersect(exact).Count() / (double)exact.Length;
                same += quick.SequenceEqual(exact) ? 1 : 0;
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{set.Name}: {queries.Length} queries, {nearest / queries.Length:P2} of the ten nearest, {hits / queries.Length:P2} of "
                    + $"the ten hits, {same / queries.Length:P1} of the lists the same to the last place"));
        }

        return 0;
    }

    private static (SearchSegment Segment, int Entity)[] Nearest(SearchSnapshot snapshot, VectorPart part, VectorCalibration calibration)
    {
        var (space, query) = (part.Space, part.Query);
        var bound = CosineBound.Of(calibration, space.Dimensions);
        var reach = calibration.IsBounded ? calibration.ReachOf(query.Sketches) : int.MaxValue;
        return snapshot.Segments.Select(static view => view.Segment)
            .SelectMany(segment => Enumerable.Range(0, segment.Count).Select(entity => (
                Segment: segment,
                Entity: entity,
                Cosine: Effective(segment, entity))))
            .OrderByDescending(static found => found.Cosine).Take(Depth)
            .Select(static found => (found.Segment, found.Entity)).ToArray();

        float Effective(SearchSegment segment, int entity)
        {
            var distance = space.Find(segment)!.Distance(query.Sketches, entity);
            return distance > reach ? -1 : Math.Min(space.Cosine(segment, entity, query.Vectors)!.Value, bound.At(distance));
        }
    }

    private static (string, string)[] Find(SearchSnapshot snapshot, string query, VectorPart part) =>
    [
        .. new Ranker(RankingParameters.Default, Thesaurus.Default).Search(
            snapshot, new() { Query = query, Access = InProcessTarget.Everything, ToolCount = Depth, Vectors = part }).Tools
            .Select(static hit => (hit.Unit.Key, hit.Name)),
    ];
}
