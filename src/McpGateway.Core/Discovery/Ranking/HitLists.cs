using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>The best hits of each kind that was asked for.</summary>
internal sealed class HitLists(RankRequest request)
{
    public TopHits Servers { get; } = new(request.ServerCount, request.MinScore);

    public TopHits Tools { get; } = new(request.ToolCount, request.MinScore);

    public TopHits Prompts { get; } = new(request.PromptCount, request.MinScore);

    public TopHits Resources { get; } = new(request.ResourceCount, request.MinScore);

    /// <summary>What is below this enters the list of neither servers nor tools.</summary>
    public float Threshold => Math.Min(Tools.Threshold, Servers.Threshold);

    /// <summary>What is below this enters the list of neither prompts nor resources. Most catalogues have too few to fill these.</summary>
    public float ItemThreshold => Math.Min(Prompts.Threshold, Resources.Threshold);

    /// <summary>The list of what belongs to a server or an agent; null for these themselves.</summary>
    public TopHits? Of(EntityKind kind) => kind switch
    {
        EntityKind.Tool or EntityKind.Skill => Tools,
        EntityKind.Prompt => Prompts,
        EntityKind.Resource or EntityKind.ResourceTemplate => Resources,
        _ => null,
    };

    /// <summary>Whether the kind was asked for.</summary>
    public bool Wants(EntityKind kind) => !float.IsPositiveInfinity((Of(kind) ?? Servers).Threshold);

    public float Best => new[] { Servers, Tools, Prompts, Resources }.SelectMany(static list => list.Hits.Take(1)).Select(
        static hit => hit.Score).DefaultIfEmpty().Max();
}
