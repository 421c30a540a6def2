using System.Text.Json;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;

namespace McpGateway.Core.Discovery.Search;

/// <summary>Turns hits into answers.</summary>
internal sealed class HitPresenter(LexicalScorer lexical, bool explains, VectorPart? vectors = null)
{
    public FoundServer Server(ServerHit server)
    {
        var hit = server.Hit;
        var info = hit.Unit.Info;
        return new()
        {
            Path = info.Path,
            ServerName = info.DisplayName,
            Description = Payload(hit).Description,
            Tags = info.Tags,
            ToolCount = info.ToolCount,
            IsEnabled = info.IsEnabled,
            Relevance = hit.Relevance,
            Tools = [.. server.Tools.Select(Tool)],
            Why = Why(hit),
        };
    }

    public FoundTool Tool(SearchHit hit)
    {
        var info = hit.Unit.Info;
        var schema = Payload(hit).Schema;
        return new()
        {
            ServerPath = info.Path,
            ServerName = info.DisplayName,
            ToolName = hit.Name,
            Description = Payload(hit).Description,
            InputSchema = schema.IsEmpty ? null : JsonElement.Parse(schema.Span),
            SupportedTransports = info.SupportedTransports,
            AuthProvider = info.AuthProvider,
            Relevance = hit.Relevance,
            Why = Why(hit),
        };
    }

    public FoundItem Item(SearchHit hit)
    {
        var info = hit.Unit.Info;
        var definition = new ItemDefinition(JsonElement.Parse(Payload(hit).Schema.Span));
        return new()
        {
            Kind = hit.Segment.Kinds[hit.Entity],
            ServerPath = info.Path,
            ServerName = info.DisplayName,
            Key = hit.Name,
            Name = definition.Name,
            Title = definition.Title,
            Description = Payload(hit).Description,
            Arguments = [.. definition.Arguments],
            MimeType = definition.MimeType,
            Relevance = hit.Relevance,
            Why = Why(hit),
        };
    }

    public FoundWhy? Why(SearchHit hit)
    {
        if (!explains)
        {
            return null;
        }

        var matches = lexical.Explain(hit.Segment, hit.Entity);
        return new(
            [.. matches.Where(match => !match.IsRelated).Select(match => match.Term)],
            [.. matches.Where(match => match.IsRelated).Select(match => match.Term)],
            Math.Round(Math.Clamp(matches.Sum(match => (double)match.Share), 0, 1), 4),
            vectors?.Space.Cosine(hit.Segment, hit.Entity, vectors.Query.Vectors) is { } cosine ? Math.Round(cosine, 4) : null);
    }

    private static EntityPayload Payload(SearchHit hit) => hit.Segment.Payloads[hit.Entity];
}
