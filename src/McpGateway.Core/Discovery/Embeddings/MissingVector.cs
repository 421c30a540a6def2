using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>An entity of the index whose text has no vector yet.</summary>
internal sealed record MissingVector(SearchSegment Segment, int Entity, string Text, string Hash)
{
    /// <summary>Gives current entities the vectors that there are.</summary>
    /// <param name="views">The index.</param>
    /// <param name="space">Vectors of the configured model; null when there is none.</param>
    /// <param name="former">Those of the model before it, while it answers searches.</param>
    /// <returns>The entities for which <paramref name="space"/> has none.</returns>
    public static List<MissingVector> Of(IEnumerable<SegmentView> views, VectorSpace? space, VectorSpace? former)
    {
        var missing = new List<MissingVector>();
        foreach (var view in views)
        {
            for (var entity = 0; entity < view.Segment.Count; entity++)
            {
                if (!view.IsLive(entity)
                    || (space?.HasVector(view.Segment, entity) == true && former?.HasVector(view.Segment, entity) != false))
                {
                    continue;
                }

                var text = EntityText.Of(view.Segment, entity);
                var hash = EntityText.HashOf(text);
                former?.TryAssign(view.Segment, entity, hash);
                if (space?.TryAssign(view.Segment, entity, hash) != true)
                {
                    missing.Add(new(view.Segment, entity, text, hash));
                }
            }
        }

        return missing;
    }
}
