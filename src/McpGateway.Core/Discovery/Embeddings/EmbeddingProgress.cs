using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>What <see cref="EmbeddingWorker"/> says of its work, and which texts were refused. Used by one thread at a time.</summary>
internal sealed class EmbeddingProgress(VectorStore store, TimeProvider time)
{
    /// <summary>Texts (by hash) that were refused when they were sent alone, and how often.</summary>
    private readonly Dictionary<string, int> _refused = new(StringComparer.Ordinal);

    private string? _said;

    public bool HasProblem => store.Status.Problem is not null;

    public void Start(string model) => store.Report(new(model, EmbeddingPhase.Starting, 0, 0, null));

    /// <returns>Whether it is another problem than the last one: one that stays is said once.</returns>
    public bool Fail(string problem)
    {
        store.Report(store.Status with { Phase = EmbeddingPhase.Failed, Problem = problem, ProblemAt = time.GetUtcNow() });
        var isNew = problem != _said;
        _said = problem;
        return isNew;
    }

    /// <param name="embedded">Entries that have a vector.</param>
    /// <param name="total">All entries.</param>
    /// <param name="space">The configured model's vectors; null before the first one.</param>
    /// <param name="former">The model that answers searches meanwhile.</param>
    public void Report(int embedded, int total, VectorSpace? space, FormerModel? former)
    {
        var last = store.Status;
        var isComplete = embedded >= total;
        var problem = isComplete ? null : last.Problem;
        store.Report(last with
        {
            Phase = problem is not null ? EmbeddingPhase.Failed : isComplete ? EmbeddingPhase.Complete : EmbeddingPhase.Embedding,
            Embedded = embedded,
            Total = total,
            Failed = _refused.Count,
            Problem = problem,
            ProblemAt = problem is null ? null : last.ProblemAt,
            Dimensions = space?.Dimensions ?? 0,
            Former = former?.Provider.Model,
        });
    }

    /// <summary>A provider that has taken something has no problem.</summary>
    public void Accept(string hash)
    {
        _refused.Remove(hash);
        store.Report(store.Status with { Problem = null, ProblemAt = null });
    }

    /// <summary>The catalogue is complete: what goes wrong from now on is new.</summary>
    public void Complete() => _said = null;

    public void Refuse(string hash) => _refused[hash] = RefusalsOf(hash) + 1;

    /// <summary>How often the text was refused when it was sent alone.</summary>
    public int RefusalsOf(string hash) => _refused.GetValueOrDefault(hash);

    /// <summary>Forgets refused texts that are in the catalogue no more, or have a vector.</summary>
    public void Keep(IEnumerable<string> missing)
    {
        foreach (var gone in _refused.Keys.Except(missing, StringComparer.Ordinal).ToArray())
        {
            _refused.Remove(gone);
        }
    }
}
