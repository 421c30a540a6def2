using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Text;

namespace McpGateway.Eval;

/// <summary>The engine alone, with the parameters of a configuration.</summary>
internal sealed class InProcessTarget(string name, RankingParameters parameters) : ISearchTarget
{
    private readonly Ranker _ranker = new(parameters, Thesaurus.Default);
    private SearchIndex _index = new(parameters);

    public string Name => name;

    /// <summary>Rights to everything.</summary>
    public static CompiledAccess Everything { get; } = new AccessSnapshot(
        [new(new ScopeRecord { Name = "all", Rules = [new("*", ["all"], ["all"])] })], toolsOpenMethods: false, version: 1).For(["all"]);

    /// <summary>What is measured without arguments: the default first, then what each part of it adds.</summary>
    public static IEnumerable<InProcessTarget> All()
    {
        var shipped = RankingParameters.Default;
        yield return new("default", shipped);
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
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<(string Path, string Tool)>> SearchAsync(string query, CancellationToken cancellationToken)
    {
        var hits = _ranker.Search(_index.Current, new() { Query = query, Access = Everything, ToolCount = 10 });
        return Task.FromResult<IReadOnlyList<(string, string)>>([.. hits.Tools.Select(hit => (hit.Unit.Info.Path, hit.Name))]);
    }

    public Task UnloadAsync(EvalCatalogue catalogue, CancellationToken cancellationToken) => Task.CompletedTask;
}
