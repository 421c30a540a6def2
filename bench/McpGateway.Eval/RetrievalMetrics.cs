using System.Globalization;

namespace McpGateway.Eval;

/// <summary>Averages over the queries of a test set. Relevance is yes or no.</summary>
internal sealed class RetrievalMetrics
{
    private const int Depth = 10;

    private readonly List<double> _milliseconds = [];
    private double _recall1;
    private double _recall5;
    private double _recall10;
    private double _gain;
    private double _reciprocal;

    public void Add(IReadOnlyList<string?> found, IReadOnlyCollection<string> relevant, TimeSpan duration)
    {
        _milliseconds.Add(duration.TotalMilliseconds);
        var ideal = Enumerable.Range(0, Math.Min(Depth, relevant.Count)).Sum(Discount);
        var hits = Enumerable.Range(0, Math.Min(Depth, found.Count)).Where(rank => relevant.Contains(found[rank] ?? "")).ToList();
        _recall1 += hits.Count(rank => rank < 1) / (double)relevant.Count;
        _recall5 += hits.Count(rank => rank < 5) / (double)relevant.Count;
        _recall10 += hits.Count / (double)relevant.Count;
        _gain += hits.Sum(Discount) / ideal;
        _reciprocal += hits.Count > 0 ? 1.0 / (hits[0] + 1) : 0;
    }

    public EvalResult Result(string set, string configuration)
    {
        _milliseconds.Sort();
        double count = _milliseconds.Count;
        return new(
            set, configuration, _milliseconds.Count, _recall1 / count, _recall5 / count, _recall10 / count, _gain / count,
            _reciprocal / count,
            _milliseconds[(int)(0.5 * (count - 1))], _milliseconds[(int)(0.99 * (count - 1))]);
    }

    private static double Discount(int rank) => 1 / Math.Log2(rank + 2);
}

/// <summary>One line of the report.</summary>
internal sealed record EvalResult(
    string Set,
    string Configuration,
    int Queries,
    double Recall1,
    double Recall5,
    double Recall10,
    double Ndcg10,
    double Mrr,
    double P50Milliseconds,
    double P99Milliseconds)
{
    public const string Header =
        "| set | configuration | queries | Recall@1 | Recall@5 | Recall@10 | nDCG@10 | MRR | p50 ms | p99 ms |\n|---|---|---|---|---|---|"
            + "---|---|---|---|";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Set} | {Configuration} | {Queries} | {Recall1:F3} | {Recall5:F3} | {Recall10:F3} | {Ndcg10:F3} | {Mrr:F3} | "
            + $"{P50Milliseconds:F2} | {P99Milliseconds:F2} |");
}
