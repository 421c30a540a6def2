using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Agents.Cards;
using McpGateway.Core.Agents.Operations;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Agents.Endpoints;

/// <summary>
/// Reads what is stated about an agent: a card with the registry's members mixed in (as existing clients send it, snake_case or camelCase),
/// a card in <c>card</c> with those members beside it, or <c>card_url</c> with the address that the card is fetched from.
/// </summary>
internal sealed class AgentBody(JsonElement root)
{
    /// <summary>Members of the registry, and those that it alone writes: none of them is part of a card.</summary>
    private static readonly string[] Ours =
    [
        "path", "card", "card_url", "cardUrl", "visibility", "allowed_groups", "allowedGroups", "trust_level", "trustLevel", "status",
        "tags", "license", "metadata", "streaming", "is_enabled", "isEnabled", "num_stars", "numStars", "rating_details", "ratingDetails",
        "registered_at", "registeredAt", "registered_by", "registeredBy", "updated_at", "updatedAt",
    ];

    private static readonly KnownMembers Known = new(
    [
        .. Ours.Concat(CardNames.AtTheTop).SelectMany(static name => (string[])[name, CardNames.Snake(name)])
            .Select(static name => (name, name)),
    ]);

    private readonly JsonFields _fields = new(root);

    /// <summary>The answer to give instead; null when the body can be used.</summary>
    public IResult? Refusal => _fields.IsValid ? null : _fields.Problems.ToResult();

    public AgentRegistration Read()
    {
        foreach (var problem in LookAlikes(_fields.Root))
        {
            _fields.Problems.Value("body", problem.Field, null, problem.Message);
        }

        var url = _fields.Text("card_url", "cardUrl");
        return new()
        {
            Path = Path(),
            Card = Card(url is not null),
            CardUrl = url,
            Visibility = _fields.Text("visibility"),
            AllowedGroups = _fields.Texts("allowed_groups", "allowedGroups"),
            TrustLevel = _fields.Text("trust_level", "trustLevel"),
            Status = _fields.Text("status"),
            Tags = Tags(),
            License = _fields.Text("license"),
            Metadata = _fields.TryGet(out var metadata, "metadata") ? metadata : null,
        };
    }

    /// <summary>
    /// Members whose names are known ones in other letters. Passed over, <c>"Visibility":"private"</c> would make an agent public.
    /// </summary>
    internal static IEnumerable<FieldProblem> LookAlikes(JsonElement root) =>
        from member in root.EnumerateObject()
        let known = Known.AlmostWritten(member.Name)
        where known is not null
        select new FieldProblem(member.Name, $"{member.Name}: the member is written '{known}'");

    private string? Path()
    {
        if (_fields.Text("path") is not { Length: > 0 } path)
        {
            return null;
        }

        if (path.Length > 1 && path.EndsWith('/'))
        {
            _fields.Problems.Value("body", "path", path, "Path cannot end with '/' unless it is the root path");
        }

        return path;
    }

    private JsonElement? Card(bool isFetched)
    {
        if (_fields.TryGet(out var whole, "card"))
        {
            if (isFetched)
            {
                _fields.Problems.Value("body", "card", null, "State either card or card_url");
            }

            return whole;
        }

        if (isFetched)
        {
            return null;
        }

        _fields.RequiredText("name");
        if (!_fields.Root.TryGetProperty("supportedInterfaces", out _) && !_fields.Root.TryGetProperty("supported_interfaces", out _))
        {
            _fields.RequiredText("url");
        }

        return WithStreaming(CardOf(_fields.Root));
    }

    /// <summary>The card among the registry's members, in the protocol's names.</summary>
    internal static JsonElement CardOf(JsonElement root)
    {
        var card = JsonObject.Create(root)!;
        foreach (var name in Ours)
        {
            card.Remove(name);
        }

        return CardSpelling.OfProtocol(JsonElement.Parse(card.ToJsonString()));
    }

    /// <summary>Existing clients state <c>streaming</c> beside the card: it belongs into its capabilities.</summary>
    private JsonElement WithStreaming(JsonElement card)
    {
        if (!_fields.TryGet(out var streaming, "streaming") || streaming.ValueKind != JsonValueKind.True)
        {
            return card;
        }

        var node = JsonObject.Create(card)!;
        if (node["capabilities"] is null)
        {
            node["capabilities"] = new JsonObject();
        }

        if (node["capabilities"] is JsonObject capabilities && !capabilities.ContainsKey("streaming"))
        {
            capabilities["streaming"] = true;
        }

        return JsonElement.Parse(node.ToJsonString());
    }

    private string[]? Tags()
    {
        if (_fields.TryGet(out var value, "tags") && value.ValueKind == JsonValueKind.String)
        {
            return Split(value.GetString()!.Split(','));
        }

        return _fields.Texts("tags") is { } list ? Split(list) : null;
    }

    private static string[] Split(IEnumerable<string> tags) =>
        [.. tags.Select(static tag => tag.Trim()).Where(static tag => tag.Length > 0).Distinct(StringComparer.Ordinal)];
}
