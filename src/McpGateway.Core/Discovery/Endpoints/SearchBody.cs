using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Search;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Discovery.Endpoints;

/// <summary>
/// Reads <c>{query, entity_types?, max_results?, tags?, servers?, min_rating?, health?, min_score?, facets?, why?, include_disabled?}</c>.
/// Members of other products are ignored.
/// </summary>
internal sealed class SearchBody(JsonElement root)
{
    internal static readonly IReadOnlyDictionary<string, EntityKind> KindNames = new Dictionary<string, EntityKind>(StringComparer.Ordinal)
    {
        ["mcp_server"] = EntityKind.Server,
        ["tool"] = EntityKind.Tool,
        ["a2a_agent"] = EntityKind.Agent,
        ["skill"] = EntityKind.Skill,
        ["prompt"] = EntityKind.Prompt,
        ["resource"] = EntityKind.Resource,
    };

    private const int MostStars = 5;

    private readonly JsonFields _fields = new(root);

    /// <summary>The answer to give instead; null when the request can be used.</summary>
    public IResult? Refusal { get; private set; }

    public SearchRequest Read()
    {
        var request = new SearchRequest
        {
            Query = Query(),
            Kinds = Kinds(),
            MaxResults = _fields.WholeNumber("max_results", 10, 1, SearchRequest.MaxResultsLimit),
            Tags = _fields.Texts("tags") ?? [],
            Servers = _fields.Texts("servers") ?? [],
            MinRating = _fields.Number("min_rating", 0, 0, MostStars),
            Health = _fields.Texts("health") ?? [],
            CountsFacets = _fields.Boolean("facets", false),
            MinScore = _fields.Number("min_score", 0, 0, 1),
            Explains = _fields.Boolean("why", false),
            IncludesDisabled = _fields.Boolean("include_disabled", false),
        };
        Refusal = _fields.IsValid ? Refusal : _fields.Problems.ToResult();
        return request;
    }

    private string Query()
    {
        var text = _fields.RequiredText("query");
        if (text.Length > SearchRequest.MaxQueryLength)
        {
            _fields.Problems.Add(
                "string_too_long",
                ["body", "query"],
                $"String should have at most {SearchRequest.MaxQueryLength} characters",
                text,
                new JsonObject { ["max_length"] = SearchRequest.MaxQueryLength });
        }

        return text;
    }

    private List<EntityKind> Kinds()
    {
        var kinds = new List<EntityKind>();
        foreach (var name in _fields.Texts("entity_types") ?? [])
        {
            if (KindNames.TryGetValue(name, out var kind))
            {
                kinds.Add(kind);
            }
            else
            {
                Refusal = ErrorResults.Detail(
                    StatusCodes.Status400BadRequest,
                    $"entity_types may name {string.Join(", ", KindNames.Keys)}; it names something else.");
            }
        }

        return kinds;
    }
}
