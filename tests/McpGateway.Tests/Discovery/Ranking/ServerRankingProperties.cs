using FsCheck;
using FsCheck.Fluent;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;

namespace McpGateway.Tests.Discovery.Ranking;

/// <summary>Servers among the hits, and the mask that decides what may be one, each against its definition.</summary>
public sealed class ServerRankingProperties
{
    private static readonly string[] Words = ["issue", "mail", "weather", "report", "user", "file"];
    private static readonly string[] Tags = ["red", "Red", "blue", "green"];

    private static readonly Gen<Case> Cases =
        from servers in (
            from tools in Gen.Elements(Words).Two().Select(pair => $"{pair.Item1}_{pair.Item2}").ListOf()
            from tags in Gen.Elements(Tags).ListOf()
            from isEnabled in Gen.Elements(true, true, false)
            from description in Gen.Elements(Words)
            select new Planned([.. tools.Distinct(StringComparer.Ordinal).Take(5)], [.. tags.Take(2)], isEnabled, description)).ListOf()
                .Select(list => list.Take(9).ToArray())
        from rules in (
            from server in Gen.Choose(0, 9).Select(number => number == 9 ? "*" : $"s{number}")
            from tools in Gen.OneOf(Gen.Constant<string[]>(["all"]), Gen.Elements(Words).Two()
                .Select(pair => new[] { $"{pair.Item1}_{pair.Item2}" }))
            select new ServerRule(server, ["tools/list"], tools)).ListOf().Select(list => list.Take(4).ToArray())
        from wanted in Gen.Elements(Tags).ListOf().Select(list => list.Take(2).ToArray())
        from includesDisabled in Gen.Elements(true, false)
        from seesAll in Gen.Elements(true, false)
        from query in Gen.Elements(Words)
        select new Case(servers, rules, wanted, includesDisabled, seesAll, query);

    /// <summary>A server scores as itself, or nine tenths of its best tool that the caller may call; only servers the caller may see are
    /// hits.</summary>
    [Fact]
    public void Search_Servers_ScoreAsDefined() => Prop.ForAll(Cases.ToArbitrary(), test =>
    {
        var (index, access) = Build(test);
        var scores = Scores(index, test.Query);
        var expected = test.Servers.Index()
            .Where(server => MaySee(test, access, server))
            .Select(server => (
                Key: $"/s{server.Index}",
                Score: server.Item.Tools.Where(tool => MayCall(access, server.Index, tool))
                    .Select(tool => scores[(server.Index, tool)] * 0.9f)
                    .Append(scores[(server.Index, "")]).Max()))
            .Where(server => server.Score > 0)
            .ToDictionary(server => server.Key, server => server.Score, StringComparer.Ordinal);

        var hits = Search(index, test, access, servers: 100, tools: 0).Servers;

        return hits.Count == expected.Count && hits.All(hit => Math.Abs(expected[hit.Hit.Unit.Key] - hit.Hit.Score) < 1e-5f)
            && hits.Zip(hits.Skip(1)).All(pair => pair.First.Hit.Score >= pair.Second.Hit.Score);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    /// <summary>Access, tags, and whether the server is switched on: each alone can take a tool out of the hits.</summary>
    [Fact]
    public void Search_Tools_AreThoseThatEveryConditionLetsThrough() => Prop.ForAll(Cases.ToArbitrary(), test =>
    {
        var (index, access) = Build(test);
        var scores = Scores(index, test.Query);
        var expected = test.Servers.Index()
            .Where(server => Fits(test, server.Item) && access.For($"s{server.Index}").AllowsServer)
            .SelectMany(server => server.Item.Tools.Where(tool => MayCall(access, server.Index, tool)).Select(tool => (server.Index, tool)))
            .Where(tool => scores[tool] > 0)
            .Select(tool => $"/s{tool.Index} {tool.tool}");

        var found = Search(index, test, access, servers: 0, tools: 1000).Tools.Select(hit => $"{hit.Unit.Key} {hit.Name}");

        return found.Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Search_ToolsOfAServerHit_AreTheBestFiveOfItsOwn() => Prop.ForAll(Cases.ToArbitrary(), test =>
    {
        var (index, access) = Build(test);
        return Search(index, test, access, servers: 100, tools: 0).Servers.All(server =>
            server.Tools.Count <= 5
            && server.Tools.All(tool => tool.Unit.Key == server.Hit.Unit.Key && access.For(tool.Unit.Info.TechnicalName)
                .AllowsTool(tool.Name))
            && server.Tools.Zip(server.Tools.Skip(1)).All(pair => pair.First.Score >= pair.Second.Score));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static bool MaySee(Case test, CompiledAccess access, (int Index, Planned Item) server) =>
        Fits(test, server.Item) && (test.SeesAll || access.For($"s{server.Index}").AllowsServer);

    private static bool MayCall(CompiledAccess access, int server, string tool) =>
        access.For($"s{server}") is { AllowsServer: true } rights && rights.AllowsTool(tool);

    private static bool Fits(Case test, Planned server) =>
        (test.IncludesDisabled || server.IsEnabled) && test.Wanted.All(tag => server.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase));

    private static (SearchIndex Index, CompiledAccess Access) Build(Case test)
    {
        var index = Catalogue.Index();
        foreach (var (number, server) in test.Servers.Index())
        {
            index.Update(
                [Catalogue.Unit(
                    Catalogue.Server($"s{number}", server.Tags) with { IsEnabled = server.IsEnabled, Description = server.Description },
                    [.. server.Tools.Select(tool => Catalogue.Tool(tool))])],
                []);
        }

        return (index, Catalogue.Access(test.Rules));
    }

    /// <summary>Scores without any condition; the empty name stands for the server itself.</summary>
    private static Dictionary<(int Server, string Tool), float> Scores(SearchIndex index, string query)
    {
        var lexical = LexicalScorer.For(
            index.Current, QueryTerms.From(query, RankingParameters.Default), RankingParameters.Default,
                McpGateway.Core.Discovery.Text.Thesaurus.Default);
        var scores = new Dictionary<(int, string), float>();
        foreach (var segment in index.Current.Segments.Select(view => view.Segment))
        {
            var values = new float[segment.Count];
            lexical.Score(segment, values);
            for (var entity = 0; entity < segment.Count; entity++)
            {
                var server = int.Parse(segment.Units[segment.UnitOf[entity]].Key[2..], System.Globalization.CultureInfo.InvariantCulture);
                scores[(server, segment.Kinds[entity] == EntityKind.Server ? "" : segment.Names[entity])] = values[entity];
            }
        }

        return scores;
    }

    private static RankedHits Search(SearchIndex index, Case test, CompiledAccess access, int servers, int tools) => Catalogue.Ranker()
        .Search(
        index.Current,
        new()
        {
            Query = test.Query,
            Access = access,
            SeesAllServers = test.SeesAll,
            Filter = new(test.Wanted, test.IncludesDisabled),
            ServerCount = servers,
            ToolCount = tools,
        });

    private sealed record Planned(string[] Tools, string[] Tags, bool IsEnabled, string Description);

    private sealed record Case(Planned[] Servers, ServerRule[] Rules, string[] Wanted, bool IncludesDisabled, bool SeesAll, string Query);
}
