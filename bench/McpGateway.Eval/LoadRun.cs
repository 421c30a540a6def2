using System.Diagnostics;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Text;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Eval;

/// <summary>Searches a catalogue of many servers from many tasks while servers are registered, and reports what users would feel.</summary>
internal static class LoadRun
{
    private const int ToolsPerServer = 10;

    private static readonly string[] Markers = [
        "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett"];

    public static async Task<int> RunAsync(EvalArguments arguments, CancellationToken cancellationToken)
    {
        var texts = EvalSet.Load(Path.Combine(arguments.Directory, "catalog-smithery.json")).Tools;
        var queries = EvalSet.Load(Path.Combine(arguments.Directory, "bfcl_live.json")).Queries
            .Select(query => query.Text).Take(500).ToArray();
        var index = new SearchIndex(RankingParameters.Default);
        var started = Stopwatch.GetTimestamp();
        var before = Memory();
        foreach (var batch in Enumerable.Range(0, arguments.Tools / ToolsPerServer).Chunk(500))
        {
            index.Update([.. batch.Select(number => Unit(texts, number))], []);
        }

        Console.WriteLine($"indexed {index.Current.LiveCount} entities in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s, "
            + $"{index.Current.Segments.Count} segments");
        texts = [.. texts.Take(1)];
        Console.WriteLine(
            $"index memory {(Memory() - before) / 1e6:F0} MB (managed, after collection), process {Environment.WorkingSet / 1e6:F0} MB");

        var vectors = arguments.Vectors.Length > 0 ? LoadVectors.Create(arguments, index.Current, queries) : null;
        foreach (var (name, access) in Callers())
        {
            await SearchAsync(arguments, index, queries, vectors, name, access, texts, cancellationToken);
        }

        return 0;
    }

    private static async Task SearchAsync(
        EvalArguments arguments, SearchIndex index, string[] queries, LoadVectors? vectors, string name, CompiledAccess access,
        IReadOnlyList<EvalTool> texts, CancellationToken cancellationToken)
    {
        var ranker = new Ranker(RankingParameters.Default, Thesaurus.Default);
        var processor = Environment.CpuUsage.TotalTime;
        var byWords = vectors?.ByWords ?? 0;
        var deadline = Stopwatch.GetTimestamp() + (arguments.Seconds * Stopwatch.Frequency);
        var searchers = Enumerable.Range(0, arguments.Searchers)
            .Select(searcher => Task.Run(() => Searcher(searcher), cancellationToken))
            .ToArray();
        var visibility = await Task.Run(Register, cancellationToken);
        var latencies = (await Task.WhenAll(searchers)).SelectMany(list => list).Order().ToArray();
        Console.WriteLine(
            $"{name}: {latencies.Length / (double)arguments.Seconds:F0} searches/s by {arguments.Searchers} searchers; "
            + $"{(Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / latencies.Length:F2} ms of processor each; "
            + $"p50 {latencies[latencies.Length / 2]:F2} ms, p99 {latencies[latencies.Length * 99 / 100]:F2} ms, "
            + $"max {latencies[^1]:F1} ms; "
            + $"visible after p50 {visibility[visibility.Count / 2]:F1} ms, max {visibility[^1]:F1} ms ({visibility.Count} updates); "
            + $"process {Environment.WorkingSet / 1e6:F0} MB, {index.Current.Segments.Count} segments"
            + (vectors is null ? "" : $"; {((vectors.ByWords - byWords) * 100.0) / latencies.Length:F1} % by words alone"));

        // One search, then a turn for the others, as requests on a server take turns.
        async Task<List<double>> Searcher(int number)
        {
            var own = new List<double>();
            for (var i = number; Stopwatch.GetTimestamp() < deadline; i++)
            {
                var start = Stopwatch.GetTimestamp();
                await Task.Yield();
                var query = queries[i % queries.Length];
                if (arguments.Vectors == "new")
                {
                    // Nobody has asked this before.
                    query = $"{query} {number} {i}";
                }

                var part = vectors is null ? null : await vectors.FindAsync(query, cancellationToken);
                ranker.Search(
                    index.Current, new() { Query = query, Access = access, ServerCount = 10, ToolCount = 10, Vectors = part });
                own.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return own;
        }

        async Task<List<double>> Register()
        {
            var seen = new List<double>();
            for (var i = 0; Stopwatch.GetTimestamp() < deadline; i++)
            {
                var marker = $"zyx{Markers[i % 10]}{Markers[i / 10 % 10]}{i}";
                var unit = Unit(texts, 1_000_000 + (i % 50), marker);
                var start = Stopwatch.GetTimestamp();
                index.Update([unit], []);
                var hits = ranker.Search(index.Current, new() { Query = marker, Access = InProcessTarget.Everything, ToolCount = 1 });
                seen.Add(hits.Tools.Count == 1 ? Stopwatch.GetElapsedTime(start).TotalMilliseconds : throw new InvalidOperationException(
                    $"{marker} is not found."));
                await Task.Delay(50, cancellationToken);
            }

            seen.Sort();
            return seen;
        }
    }

    private static IEnumerable<(string Name, CompiledAccess Access)> Callers()
    {
        yield return ("may call everything", InProcessTarget.Everything);
        var some = new ScopeRecord { Name = "some", Rules = [new("load/7", ["all"], ["all"]), new("load/4242", ["all"], ["all"])] };
        yield return ("may call 20 tools", new AccessSnapshot([new(some)], toolsOpenMethods: false, version: 1).For(["some"]));
    }

    private static SearchUnit Unit(IReadOnlyList<EvalTool> texts, int number, string marker = "")
    {
        var now = TimeProvider.System.GetUtcNow();
        var tools = Enumerable.Range(0, ToolsPerServer).Select(i => texts[((number * ToolsPerServer) + i) % texts.Count]).ToList();
        var server = new ServerRecord
        {
            ServerName = $"{tools[0].Server} {number}",
            Description = tools[0].Description is { Length: > 200 } text ? text[..200] : tools[0].Description ?? "",
            Path = $"/load/{number}",
            Tags = [$"team{number % 40}"],
            IsEnabled = true,
            RegisteredBy = "load",
            RegisteredAt = now,
            UpdatedAt = now,
        };
        return ServerUnits.From(server, new()
        {
            DiscoveredAt = now,
            Tools =
            [
                .. tools.Select((tool, i) => new ToolRecord
                {
                    Name = $"{tool.Name}_{i}",
                    Description = $"{tool.Description} {marker}",
                    InputSchema = tool.Schema ?? default,
                    DefinitionHash = "",
                    ApprovedHash = "",
                }),
            ],
        });
    }

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);
}
