using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Vectors;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Pins;

namespace McpGateway.Tests.Discovery.Ranking;

/// <summary>
/// Access comes before ranking: for random catalogues, rules and queries, every hit may be called, and the hits are exactly the best of the
/// unrestricted ranking that the caller may call, in its order.
/// </summary>
public sealed class AccessFilterPropertyTests
{
    private static readonly string[] Words = ["issue", "create", "delete", "file", "mail", "weather", "report", "user", "search", "image"];

    private static readonly Gen<string> Word = Gen.Elements(Words);

    private static readonly Gen<string> Tool = from first in Word from second in Word select $"{first}_{second}";

    private static readonly Gen<string[]> Tools = Tool.ListOf().Select(tools => tools.Distinct().ToArray());

    private static readonly Gen<ServerRule> Rule =
        from server in Gen.Choose(0, 12).Select(number => number == 12 ? "*" : $"s{number}")
        from tools in Gen.OneOf(Gen.Constant<string[]>(["all"]), Tools)
        select new ServerRule(server, ["tools/list"], tools);

    private static readonly string[] Methods =
        ["tools/list", "prompts/list", "resources/list", "resources/templates/list", "prompts/get", "all"];

    private static readonly Gen<ServerRule[]> ListRules =
        (from server in Gen.Choose(0, 6).Select(static number => number == 6 ? "*" : $"s{number}")
         from methods in Gen.Elements(Methods).ListOf()
         from tools in Gen.Elements("all", "mail_report", "prompts/list").ListOf()
         select new ServerRule(server, [.. methods.Take(3)], [.. tools.Take(1)])).ListOf().Select(static rules => rules.Take(4).ToArray());

    private static readonly Gen<Case> Cases =
        from servers in Tools.ArrayOf(12)
        from rules in Rule.ListOf().Select(rules => rules.Take(5).ToArray())
        from query in Word.ArrayOf(3)
        from count in Gen.Choose(1, 8)
        select new Case(servers, rules, string.Join(' ', query), count);

    [Theory]
    [InlineData(null)]
    [InlineData(FusionMethod.Balanced)]
    [InlineData(FusionMethod.WeightedSum)]
    [InlineData(FusionMethod.ReciprocalRank)]
    public void Search_AnyRules_GivesTheBestCallableHits(FusionMethod? fusion) => Prop.ForAll(Cases.ToArbitrary(), test =>
    {
        var index = Catalogue.Index();
        for (var i = 0; i < test.Servers.Length; i++)
        {
            // In several segments, as a live index has them.
            index.Update([Catalogue.Unit(Catalogue.Server($"s{i}"), [.. test.Servers[i].Select(tool => Catalogue.Tool(tool))])], []);
        }

        var access = Catalogue.Access(test.Rules);
        var vectors = fusion is { } method ? Vectors(index, method) : null;
        var everything = Find(index, test with { Count = 1000 }, Catalogue.Everything(), vectors);
        var expected = everything.Where(hit => access.For(hit.Unit.Info.TechnicalName).AllowsTool(hit.Name)).Take(test.Count);

        // Segments are shared, so a hit is the same place in both rankings, with the same score.
        return Find(index, test, access, vectors).SequenceEqual(expected);
    }).QuickCheckThrowOnFailure();

    /// <summary>What a server's lists show to the caller is what is found of it, each kind by its own list.</summary>
    [Fact]
    public void Search_PromptsAndResources_FindsExactlyWhatTheListsShow() => Prop.ForAll(ListRules.ToArbitrary(), rules =>
    {
        var found = new ServerToolsRecord
        {
            Tools = [],
            Prompts = [Item("mail_report", DefinitionKind.Prompt), Item("mail_gone", DefinitionKind.Prompt) with { IsGone = true }],
            Resources = [Item("mail://inbox", DefinitionKind.Resource)],
            ResourceTemplates = [Item("mail://{user}", DefinitionKind.ResourceTemplate)],
            DiscoveredAt = Catalogue.Now,
        };
        var index = Catalogue.Index([.. Enumerable.Range(0, 6).Select(i => ServerUnits.From(Catalogue.Server($"s{i}"), found))]);
        var access = Catalogue.Access(rules);
        var hits = Catalogue.Ranker().Search(
            index.Current, new() { Query = "mail", Access = access, PromptCount = 50, ResourceCount = 50, ToolCount = 50 });
        return hits.Tools.Count == 0
            && Listed("prompts/list", "mail_report").SetEquals(Found(hits.Prompts))
            && Listed("resources/list", "mail://inbox").Concat(Listed("resources/templates/list", "mail://{user}")).ToHashSet()
                .SetEquals(Found(hits.Resources));

        HashSet<string> Listed(string method, string name) =>
            [.. Enumerable.Range(0, 6).Where(i => access.For($"s{i}").AllowsMethod(method)).Select(i => $"/s{i} {name}")];
        static IEnumerable<string> Found(IEnumerable<SearchHit> hits) => hits.Select(static hit => $"{hit.Unit.Key} {hit.Name}");
    }).QuickCheckThrowOnFailure();

    private static PinnedItem Item(string name, DefinitionKind kind) =>
        PinnedItem.Approved(name, JsonElement.Parse($$"""{"name":"mail","description":"{{name}}"}"""), kind);

    private static IReadOnlyList<SearchHit> Find(SearchIndex index, Case test, CompiledAccess access, VectorPart? vectors) =>
        Catalogue.Ranker()
        .Search(index.Current, new() { Query = test.Query, Access = access, ToolCount = test.Count, Vectors = vectors }).Tools;

    private static VectorPart Vectors(SearchIndex index, FusionMethod method)
    {
        const int dimensions = 8;
        var space = new VectorSpace("test", dimensions);
        foreach (var segment in index.Current.Segments.Select(view => view.Segment))
        {
            for (var entity = 0; entity < segment.Count; entity++)
            {
                var name = segment.Names[entity];
                var vector = Enumerable.Range(0, dimensions).Select(i => (float)Math.Sin((i + 1) * name.Sum(c => c))).ToArray();
                space.Add(name, QuantizedVector.From(vector));
                space.TryAssign(segment, entity, name);
            }
        }

        return new(space, new([QuantizedVector.From([1, 2, 3, 4, -4, -3, -2, -1])], 3), new(method, 0.4f, 0.6f));
    }

    private sealed record Case(string[][] Servers, ServerRule[] Rules, string Query, int Count);
}
