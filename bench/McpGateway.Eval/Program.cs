using System.Diagnostics;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Eval;

var dir = "/work/shared/eval";
var P = RankingParameters.Default;
foreach (var a in args)
{
    var (k, v) = (a.Split('=')[0], float.Parse(a.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture));
    P = k switch
    {
        "k1" => P with { K1 = v },
        "part" => P with { PartWeight = v },
        "rep" => P with { RepeatWeight = v },
        "pair" => P with { PairWeight = v },
        _ => P with { Fields = [.. P.Fields.Select(f => k == "w." + f.Field ? f with { Weight = v } : k == "b." + f.Field ? f with { Normalisation = v } : k == "l." + f.Field ? f with { ReferenceLength = v } : f)] },
    };
}
foreach (var name in new[] { "metatool", "stabletoolbench", "bfcl_live" })
{
    var set = EvalSet.Load($"{dir}/{name}.json");
    var b = new SegmentBuilder(P);
    var ids = new Dictionary<(string, string), Queue<string>>();
    foreach (var (server, tools) in EvalCatalogue.Servers(set, TimeProvider.System.GetUtcNow())) { var u = ServerUnits.From(server, tools); b.Add(u with { Entities = [.. u.Entities.Skip(1)] }); }
    var idOf = set.Tools.GroupBy(t => t.Server ?? "").SelectMany(g => g).Select(t => t.Id).ToArray();
    var snap = new SearchSnapshot([SegmentView.Of(b.Build())]);
    var sw = Stopwatch.StartNew();
    double ndcg = 0, r5 = 0, r1 = 0, r10 = 0, mrr = 0;
    foreach (var q in set.Queries)
    {
        var hits = Ranker.Search(snap, QueryTerms.From(q.Text, P), new All(), 10);
        double dcg = 0, best = 0; int found5 = 0, found1 = 0, found10 = 0; double rr = 0;
        for (var i = 0; i < hits.Count; i++)
        {
            if (q.Relevant.Contains(idOf[hits[i].Entity])) { dcg += 1 / Math.Log2(i + 2); if (i < 5) found5++; if (i < 1) found1++; found10++; if (rr == 0) rr = 1.0 / (i + 1); }
        }
        for (var i = 0; i < Math.Min(10, q.Relevant.Count); i++) best += 1 / Math.Log2(i + 2);
        ndcg += dcg / best; r5 += found5 / (double)q.Relevant.Count; r1 += found1 / (double)q.Relevant.Count; r10 += found10 / (double)q.Relevant.Count; mrr += rr;
    }
    var n = set.Queries.Count;
    Console.Write($"{name} ndcg {ndcg / n:F4} r1 {r1/n:F3} r5 {r5 / n:F4} r10 {r10/n:F3} {sw.Elapsed.TotalMilliseconds / n:F2}ms | ");
}
Console.WriteLine();

sealed class All : IEntityFilter
{
    public ReadOnlySpan<ulong> Allowed(SegmentView view) => view.Live;
}
