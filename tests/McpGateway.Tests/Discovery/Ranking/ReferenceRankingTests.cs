using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Text;

namespace McpGateway.Tests.Discovery.Ranking;

/// <summary>
/// The ranking against one written down from its definition (BM25F with reference lengths), without segments, postings or quantisation:
/// whatever the catalogue, the same hits with the same scores.
/// </summary>
public sealed class ReferenceRankingTests
{
    private const float Tolerance = 2e-4f;

    private static readonly string[] Words =
        ["issue", "create", "delete", "mail", "forecast", "repository", "getUser", "list_files", "remove", "weather", "image", "time"];

    private static readonly Gen<string> Text = Gen.Elements(Words).ListOf().Select(words => string.Join(' ', words.Take(6)));

    private static readonly Gen<Case> Cases =
        from servers in Text.ListOf().Select(texts => texts.Take(6).ToArray())
        from tools in (from name in Gen.Elements(Words) from description in Text select (name, description)).ListOf()
            .Select(list => list.Take(12).ToArray())
        from query in Text
        select new Case(servers, tools, query);

    [Fact]
    public void Search_AnyCatalogue_ScoresAsDefined() => Prop.ForAll(Cases.ToArbitrary(), test =>
    {
        var units = Units(test);
        var index = Catalogue.Index();
        foreach (var unit in units)
        {
            index.Update([unit], []);
        }

        var hits = Catalogue.Ranker().Search(
            index.Current, new() { Query = test.Query, Access = Catalogue.Everything(), ToolCount = 200 }).Tools;
        var expected = Reference(units, test.Query);
        return hits.Count == expected.Count(score => score.Value > 0)
            && hits.All(hit => Math.Abs(expected[(hit.Unit.Key, hit.Name)] - hit.Score) < Tolerance);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    /// <summary>Servers and tools of one catalogue; the tools go to the servers in turn, each name once per server.</summary>
    private static SearchUnit[] Units(Case test)
    {
        var units = new List<SearchUnit>();
        for (var number = 0; number < test.Servers.Length; number++)
        {
            var tools = test.Tools.Where((_, place) => place % test.Servers.Length == number).DistinctBy(tool => tool.Name);
            units.Add(Catalogue.Unit(
                Catalogue.Server($"s{number}") with { Description = test.Servers[number] },
                [.. tools.Select(tool => Catalogue.Tool(tool.Name, tool.Description))]));
        }

        return [.. units];
    }

    private static Dictionary<(string Key, string Name), float> Reference(SearchUnit[] units, string query)
    {
        var parameters = RankingParameters.Default;
        var documents = units.SelectMany(unit => unit.Entities.Select(entity => (unit.Key, entity, Weights(entity)))).ToArray();
        var terms = QueryTerms.From(query, parameters).All;
        var asked = terms.Select(term => term.Text).ToHashSet(StringComparer.Ordinal);
        var weighted = terms.Select(term => (term.Text, Weight: term.Weight * Rarity(term.Text), term.IsPair)).ToList();
        var total = weighted.Where(term => !term.IsPair).Sum(term => term.Weight);
        var related = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (var term in terms)
        {
            var share = term.Weight
                * (Frequency(term.Text) <= documents.Length * parameters.RareShare ? parameters.RelatedWeightOfRare
                    : parameters.RelatedWeight);
            foreach (var other in Thesaurus.Default.Related(term.Text).Where(other => !asked.Contains(other)))
            {
                related[other] = Math.Max(related.GetValueOrDefault(other), share);
            }
        }

        weighted.AddRange(related.Select(pair => (pair.Key, pair.Value * Rarity(pair.Key), false)));
        return documents.Where(document => document.entity.Kind == EntityKind.Tool).ToDictionary(
            document => (document.Key, document.entity.Name),
            document => weighted.Sum(term => document.Item3.TryGetValue(term.Text, out var weight)
                ? term.Weight / total * (weight / (parameters.K1 + weight))
                : 0));

        int Frequency(string term) => documents.Count(document => document.Item3.ContainsKey(term));

        float Rarity(string term)
        {
            var count = Math.Max(documents.Length, parameters.OrdinaryCount);
            return MathF.Log(1 + ((count - Frequency(term) + 0.5f) / (Frequency(term) + 0.5f)));
        }
    }

    private static Dictionary<string, float> Weights(SearchEntity entity)
    {
        var weights = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (var field in RankingParameters.Default.Fields)
        {
            var sink = new Counts([]);
            foreach (var text in entity.Texts.Where(text => text.Field == field.Field))
            {
                TextAnalyzer.Analyze(text.Text, false, ref sink);
            }

            var length = sink.Terms.Values.Sum();
            foreach (var (term, count) in sink.Terms)
            {
                weights[term] = weights.GetValueOrDefault(term)
                    + (count * field.Weight / (1 - field.Normalisation + (field.Normalisation * length / field.ReferenceLength)));
            }
        }

        return weights;
    }

    private sealed record Case(string[] Servers, (string Name, string Description)[] Tools, string Query)
    {
        public string[] Servers { get; } = Servers.Length == 0 ? [""] : Servers;
    }

    private readonly struct Counts(Dictionary<string, float> terms) : ITermSink
    {
        public Dictionary<string, float> Terms { get; } = terms;

        public void Add(ReadOnlySpan<char> term, bool isPart) =>
            Terms[term.ToString()] = Terms.GetValueOrDefault(term.ToString()) + (isPart ? RankingParameters.Default.PartWeight : 1);
    }
}
