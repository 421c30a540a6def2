using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Search;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Discovery.Endpoints;

/// <summary>
/// Reads <c>{query, entity_types?, max_results?, tags?, min_score?, why?, include_disabled?}</c>. Members of other products are ignored.
/// </summary>
internal sealed class SearchBody(JsonElement root)
{
    private static readonly Dictionary<string, EntityKind> KindNames = new(StringComparer.Ordinal)
    {
        ["mcp_server"] = EntityKind.Server,
        ["tool"] = EntityKind.Tool,
        ["a2a_agent"] = EntityKind.Agent,
    };

    private readonly Validation422 _problems = new();

    /// <summary>The answer to give instead; null when the request can be used.</summary>
    public IResult? Refusal { get; private set; }

    public SearchRequest Read()
    {
        var request = new SearchRequest
        {
            Query = Query(),
            Kinds = Kinds(),
            MaxResults = (int)Number("max_results", 10, 1, SearchRequest.MaxResultsLimit, mustBeWhole: true),
            Tags = Texts("tags"),
            MinScore = Number("min_score", 0, 0, 1, mustBeWhole: false),
            Explains = Boolean("why"),
            IncludesDisabled = Boolean("include_disabled"),
        };
        Refusal = _problems.IsEmpty ? Refusal : _problems.ToResult();
        return request;
    }

    private string Query()
    {
        if (!root.TryGetProperty("query", out var query))
        {
            _problems.Missing("body", "query", Node(root));
            return "";
        }

        if (query.ValueKind != JsonValueKind.String)
        {
            _problems.Add("string_type", ["body", "query"], "Input should be a valid string", Node(query));
            return "";
        }

        var text = query.GetString()!;
        if (text.Length == 0)
        {
            _problems.Add(
                "string_too_short", ["body", "query"], "String should have at least 1 character", text,
                new JsonObject { ["min_length"] = 1 });
        }

        if (text.Length > SearchRequest.MaxQueryLength)
        {
            _problems.Add(
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
        foreach (var name in Texts("entity_types"))
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

    private List<string> Texts(string name)
    {
        if (!TryGet(name, out var value))
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            _problems.Add("list_type", ["body", name], "Input should be a valid list", Node(value));
            return [];
        }

        var texts = new List<string>();
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
            else
            {
                _problems.Add("string_type", ["body", name, texts.Count], "Input should be a valid string", Node(item));
            }
        }

        return texts;
    }

    private double Number(string name, double fallback, double minimum, double maximum, bool mustBeWhole)
    {
        if (!TryGet(name, out var value))
        {
            return fallback;
        }

        if (value.ValueKind != JsonValueKind.Number
            || !value.TryGetDouble(out var number)
            || (mustBeWhole && number != Math.Truncate(number)))
        {
            var kind = mustBeWhole ? "integer" : "number";
            _problems.Add(mustBeWhole ? "int_type" : "float_type", ["body", name], $"Input should be a valid {kind}", Node(value));
            return fallback;
        }

        if (number < minimum)
        {
            _problems.Add(
                "greater_than_equal", ["body", name], $"Input should be greater than or equal to {minimum}", Node(value),
                new JsonObject { ["ge"] = minimum });
        }
        else if (number > maximum)
        {
            _problems.Add(
                "less_than_equal", ["body", name], $"Input should be less than or equal to {maximum}", Node(value),
                new JsonObject { ["le"] = maximum });
        }
        else
        {
            return number;
        }

        return fallback;
    }

    private bool Boolean(string name)
    {
        if (!TryGet(name, out var value))
        {
            return false;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            _problems.Add("bool_type", ["body", name], "Input should be a valid boolean", Node(value));
        }

        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>Null stands for absent, as clients of the reference send it.</summary>
    private bool TryGet(string name, out JsonElement value) =>
        root.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
