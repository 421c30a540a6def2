using FsCheck;
using FsCheck.Fluent;
using McpGateway.Access.Scopes;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Tests.Discovery.Ranking;

/// <summary>
/// In a large space entities are passed over by the signs of their vectors. Whatever the catalogue, the rights and the query: the hits, and
/// the counts, are those of scoring every entity.
/// </summary>
public sealed class DeferredVectorsTests
{
    private const int Dimensions = 40;
    private const float RatingWeight = 0.3f;

    private static readonly string[] Words = ["issue", "create", "delete", "file", "mail", "weather", "report", "user", "search", "image"];

    private static readonly Gen<string> Word = Gen.Elements(Words);

    private static readonly Comparer<SearchHit> ByScore = Comparer<SearchHit>.Create(static (left, right) =>
        left.Score != right.Score ? right.Score.CompareTo(left.Score)
        : left.Unit.Key != right.Unit.Key ? string.CompareOrdinal(left.Unit.Key, right.Unit.Key)
        : string.CompareOrdinal(left.Name, right.Name));

    private static readonly Gen<Case> Cases =
        from servers in (from first in Word from second in Word select $"{first}_{second}").ListOf()
            .Select(static tools => tools.Distinct().Take(12).ToArray()).ArrayOf(20)
        from rule in Gen.Choose(0, 25).Select(static number => number > 19 ? "*" : $"s{number}").ListOf()
        from query in Word.ArrayOf(3)
        from seed in Gen.Choose(1, 1_000)
        from slack in Gen.Choose(0, 30).Select(static number => number / 100f)
        from count in Gen.Choose(1, 8)
        select new Case(servers, [.. rule.Take(4)], string.Join(' ', query), seed, slack, count);

    [Theory]
    [InlineData(FusionMethod.Balanced, 1)]
    [InlineData(FusionMethod.Balanced, 3)]
    [InlineData(FusionMethod.WeightedSum, 1)]
    public void Search_AnyCatalogue_FindsWhatScoringEverythingFinds(FusionMethod method, int steps) =>
        Prop.ForAll(Cases.ToArbitrary(), test =>
        {
            var index = Catalogue.Index();
            foreach (var (number, tools) in test.Servers.Index())
            {
                index.Update([Unit(number, tools, test.Seed)], []);
            }

            var vectors = Vectors(index, test, method, steps);
            var request = new RankRequest
            {
                Query = test.Query,
                Access = Catalogue.Access([.. test.Rules.Select(static name => new ServerRule(name, ["all"], ["all"]))]),
                ServerCount = test.Count,
                ToolCount = test.Count,
                PromptCount = test.Count,
                RatingWeight = RatingWeight,
                CountsMatches = true,
                Vectors = vectors,
            };
            var hits = Catalogue.Ranker().Search(index.Current, request);
            var expected = Everything(index.Current, request);
            return hits.Tools.SequenceEqual(expected.Values.SelectMany(static unit => unit.Tools).Order(ByScore).Take(test.Count))
                && hits.Servers.Select(static server => server.Hit).SequenceEqual(
                    expected.Values.Select(static unit => unit.Server).OfType<SearchHit>().Order(ByScore).Take(test.Count))
                && hits.Servers.All(server => server.Tools.SequenceEqual(expected[server.Hit.Unit].Tools.Order(ByScore).Take(5)))
                && hits.Matches!.Units.Sum(static pair => pair.Count) == Counted(expected);
        }).QuickCheckThrowOnFailure();

    private static int Counted(Dictionary<SegmentUnit, Scored> expected)
    {
        var tools = expected.Values.SelectMany(static unit => unit.Tools).ToArray();
        var best = tools.Concat(expected.Values.Select(static unit => unit.Server).OfType<SearchHit>())
            .Select(static hit => hit.Score).DefaultIfEmpty().Max();
        var threshold = Math.Max(best / 2, float.Epsilon);
        return tools.Count(hit => hit.Score >= threshold) + expected.Values.Count(unit => unit.Own >= threshold);
    }

    /// <summary>Every entity's score by its definition, entity by entity.</summary>
    private static Dictionary<SegmentUnit, Scored> Everything(SearchSnapshot snapshot, RankRequest request)
    {
        var (space, query) = (request.Vectors!.Space, request.Vectors.Query);
        var words = LexicalScorer.For(
            snapshot, QueryTerms.From(request.Query, RankingParameters.Default), RankingParameters.Default,
            McpGateway.Core.Discovery.Text.Thesaurus.Default);
        var mix = request.Vectors.Fusion.Method == FusionMethod.Balanced
            ? BalancedFusion.Of(1, query.Words, space.Calibration.Floor)
            : new LinearMix(0.3f, 0.7f, 0);
        var units = new Dictionary<SegmentUnit, Scored>();
        foreach (var view in snapshot.Segments)
        {
            var scores = new float[view.Segment.Count];
            words.Score(view.Segment, scores);
            foreach (var unit in view.Segment.Units.Where(unit => request.Access.For(unit.Info.TechnicalName).AllowsServer))
            {
                var entities = Enumerable.Range(unit.First, unit.Count).Where(view.IsLive)
                    .Select(entity => new SearchHit(view.Segment, entity, ScoreOf(view.Segment, entity, scores[entity]))).ToArray();
                SearchHit[] tools = [.. entities.Skip(1).Where(static hit => hit.Score > 0)];
                var own = entities[0].Score;
                var server = Math.Max(own, 0.9f * tools.Select(static hit => hit.Score).DefaultIfEmpty().Max());
                units.Add(unit, new(server > 0 ? entities[0] with { Score = server } : null, own, tools));
            }
        }

        return units;

        float ScoreOf(SearchSegment segment, int entity, float byWords)
        {
            var cosine = float.NaN;
            if (space.Cosine(segment, entity, query.Vectors) is { } exact)
            {
                var distance = space.Find(segment)!.Distance(query.Sketches, entity);
                cosine = distance <= space.Calibration.ReachOf(query.Sketches)
                    ? Math.Min(exact, CosineBound.Of(space.Calibration, Dimensions).At(distance))
                    : float.NaN;
            }

            return mix.Of(byWords, cosine) * (1 + (RatingWeight * segment.Units[segment.UnitOf[entity]].Info.Rating));
        }
    }

    private static SearchUnit Unit(int number, string[] tools, int seed)
    {
        var unit = Catalogue.Unit(Catalogue.Server($"s{number}"), [.. tools.Select(static tool => Catalogue.Tool(tool))]);
        return unit with { Info = unit.Info with { Rating = (number + seed) % 3 == 0 ? ((number + seed) % 5 / 2f) - 1 : 0 } };
    }

    private static VectorPart Vectors(SearchIndex index, Case test, FusionMethod method, int steps)
    {
        var space = new VectorSpace("test", Dimensions);
        foreach (var segment in index.Current.Segments.Select(static view => view.Segment))
        {
            for (var entity = 0; entity < segment.Count; entity++)
            {
                var name = segment.Names[entity];
                space.Add(name, Vector(test.Seed * name.Sum(static letter => letter)));

                // Some have no vector yet.
                Assert.True((entity + test.Seed) % 7 == 0 || space.TryAssign(segment, entity, name));
            }
        }

        space.Calibration = new(0.1f, test.Slack) { Sample = test.Seed % 2 == 0 ? VectorCalibration.SampleOf(space) : [] };
        QuantizedVector[] query = [.. Enumerable.Range(0, steps).Select(step => Vector(test.Seed + step))];
        return new(space, new(query, 5), new(method, 0.3f, 0.7f));
    }

    private static QuantizedVector Vector(int seed) =>
        QuantizedVector.From([.. Enumerable.Range(1, Dimensions).Select(i => MathF.Sin(i * (seed % 97)) + (0.3f * MathF.Cos(i * seed)))]);

    private sealed record Case(string[][] Servers, string[] Rules, string Query, int Seed, float Slack, int Count);

    private sealed record Scored(SearchHit? Server, float Own, IReadOnlyList<SearchHit> Tools);
}
