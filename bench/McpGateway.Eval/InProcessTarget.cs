using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Text;
using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Eval;

/// <summary>The engine alone, with the parameters of a configuration.</summary>
internal sealed class InProcessTarget(string name, RankingParameters parameters, EvalVectors? vectors = null) : ISearchTarget
{
    private readonly Ranker _ranker = new(parameters, Thesaurus.Default);
    private SearchIndex _index = new(parameters);
    private VectorSpace? _space;

    public string Name => name;

    /// <summary>Rights to everything.</summary>
    public static CompiledAccess Everything { get; } = new AccessSnapshot(
        [new(new ScopeRecord { Name = "all", Rules = [new("*", ["all"], ["all"])] })], toolsOpenMethods: false, version: 1).For(["all"]);

    /// <summary>What is measured without arguments: the default first, then what each part of it adds.</summary>
    public static IEnumerable<InProcessTarget> All(EvalVectors? vectors)
    {
        var shipped = RankingParameters.Default;
        if (vectors is not null)
        {
            yield return new("default", shipped, vectors);
        }

        yield return new("words alone", shipped);
        yield return new("without related words", shipped with { RelatedWeight = 0, RelatedWeightOfRare = 0 });
        yield return new(
            "BM25, one field",
            shipped with
            {
                RelatedWeight = 0,
                RelatedWeightOfRare = 0,
                RepeatWeight = 1,
                PairWeight = 0,
                Fields =
                [
                    .. shipped.Fields.Select(field => field with
                    {
                        Weight = field.Field is IndexField.Name or IndexField.Description ? 1 : 0,
                        Normalisation = 0.75f,
                    }),
                ],
            });
    }

    public Task LoadAsync(EvalCatalogue catalogue, CancellationToken cancellationToken)
    {
        _index = new(parameters);
        _index.Update([.. catalogue.Servers.Select(server => ServerUnits.From(server.Server, server.Tools))], []);
        _space = vectors?.Embed(_index.Current);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<(string Path, string Tool)>> SearchAsync(string query, CancellationToken cancellationToken)
    {
        var hits = _ranker.Search(_index.Current, new()
        {
            Query = query,
            Access = Everything,
            ToolCount = 10,
            Vectors = _space is null ? null : vectors!.Part(_space, query),
        });
        return Task.FromResult<IReadOnlyList<(string, string)>>([.. hits.Tools.Select(hit => (hit.Unit.Info.Path, hit.Name))]);
    }

    public Task UnloadAsync(EvalCatalogue catalogue, CancellationToken cancellationToken) => Task.CompletedTask;
}
