using System.Collections.Frozen;
using System.Text.Json;

namespace McpGateway.Core.Agents.Cards;

/// <summary>
/// Reads security schemes and requirements. In 0.3 a scheme has a <c>type</c> (OpenAPI 3); in 1.0 it is one member whose name is the type.
/// </summary>
internal static class SecurityReader
{
    private static readonly FrozenDictionary<string, string> TypesOfVersion1 = new Dictionary<string, string>
    {
        ["apiKeySecurityScheme"] = "apiKey",
        ["httpAuthSecurityScheme"] = "http",
        ["oauth2SecurityScheme"] = "oauth2",
        ["openIdConnectSecurityScheme"] = "openIdConnect",
        ["mtlsSecurityScheme"] = "mutualTLS",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Dictionary<string, AgentSecurityScheme> Schemes(CardPart card)
    {
        var schemes = new Dictionary<string, AgentSecurityScheme>(StringComparer.Ordinal);
        foreach (var (name, part) in card.Part("securitySchemes")?.Named() ?? [])
        {
            if (Scheme(name, part) is { } scheme)
            {
                schemes[name] = scheme;
            }
        }

        return schemes;
    }

    /// <summary>Requirements: <c>security</c> of 0.3, or <c>securityRequirements</c> of 1.0. Null when not stated.</summary>
    /// <param name="part">The card, or a skill.</param>
    /// <param name="schemes">What requirements may name.</param>
    public static List<IReadOnlyDictionary<string, IReadOnlyList<string>>>? Requirements(
        CardPart part, IReadOnlyDictionary<string, AgentSecurityScheme> schemes)
    {
        var isVersion1 = part.Has("securityRequirements");
        var name = isVersion1 ? "securityRequirements" : "security";
        if (part.Parts(name) is not { } items)
        {
            return null;
        }

        var requirements = new List<IReadOnlyDictionary<string, IReadOnlyList<string>>>(items.Count);
        foreach (var item in items)
        {
            var named = isVersion1 ? item.Part("schemes") : item;
            requirements.Add(named is null ? [] : Requirement(named, isVersion1, schemes));
        }

        return requirements;
    }

    private static Dictionary<string, IReadOnlyList<string>> Requirement(
        CardPart named, bool isVersion1, IReadOnlyDictionary<string, AgentSecurityScheme> schemes)
    {
        var requirement = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var member in named.Json.EnumerateObject())
        {
            if (!schemes.ContainsKey(member.Name))
            {
                named.Note(
                    member.Name,
                    $"{named.FieldOf(member.Name)}: Security requirement references undefined scheme '{CardPart.Shown(member.Name)}'");
            }

            // A list of scopes, which 1.0 wraps into an object.
            requirement[member.Name] = isVersion1 && member.Value.ValueKind == JsonValueKind.Object
                ? new CardPart(member.Value, named.FieldOf(member.Name), named.Problems).Texts("list") ?? []
                : named.Texts(member.Name) ?? [];
        }

        return requirement;
    }

    private static AgentSecurityScheme? Scheme(string name, CardPart part)
    {
        foreach (var (member, type) in TypesOfVersion1)
        {
            if (part.Part(member) is { } inner)
            {
                return Judged(name, inner, new(type)
                {
                    Description = inner.Text("description", 4000, allowsLines: true),
                    In = inner.Text("location"),
                    Name = inner.Text("name"),
                    Scheme = inner.Text("scheme"),
                    BearerFormat = inner.Text("bearerFormat"),
                    Flows = Flows(inner),
                    OpenIdConnectUrl = inner.Url("openIdConnectUrl"),
                });
            }
        }

        if (part.Text("type") is not { } stated)
        {
            part.Note("type", $"Scheme '{CardPart.Shown(name)}': 'type' is required");
            return null;
        }

        return Judged(name, part, new(stated)
        {
            Description = part.Text("description", 4000, allowsLines: true),
            In = part.Text("in") ?? part.Text("in_"),
            Name = part.Text("name"),
            Scheme = part.Text("scheme"),
            BearerFormat = part.Text("bearerFormat"),
            Flows = Flows(part),
            OpenIdConnectUrl = part.Url("openIdConnectUrl"),
        });
    }

    private static AgentSecurityScheme Judged(string name, CardPart part, AgentSecurityScheme scheme)
    {
        foreach (var (field, message) in ProblemsOf(scheme))
        {
            part.Note(field, $"Scheme '{CardPart.Shown(name)}': {message}");
        }

        part.Url("oauth2MetadataUrl");
        return scheme;
    }

    private static IEnumerable<(string Field, string Message)> ProblemsOf(AgentSecurityScheme scheme)
    {
        switch (scheme.Type)
        {
            case "apiKey":
                if (scheme.In is null)
                {
                    yield return ("in", "'in' is required for apiKey");
                }
                else if (scheme.In is not ("header" or "query" or "cookie"))
                {
                    yield return ("in", "'in' must be header, query or cookie");
                }

                if (string.IsNullOrEmpty(scheme.Name))
                {
                    yield return ("name", "'name' is required for apiKey");
                }

                break;
            case "http":
                if (string.IsNullOrEmpty(scheme.Scheme))
                {
                    yield return ("scheme", "'scheme' is required for http");
                }

                break;
            case "oauth2":
                if (scheme.Flows is null)
                {
                    yield return ("flows", "'flows' is required for oauth2");
                }

                break;
            case "openIdConnect":
                if (scheme.OpenIdConnectUrl is null)
                {
                    yield return ("openIdConnectUrl", "openIdConnect URL required");
                }

                break;
            case "mutualTLS":
                break;
            default:
                yield return ("type", $"invalid type '{CardPart.Shown(scheme.Type)}'");
                break;
        }
    }

    private static JsonElement? Flows(CardPart scheme)
    {
        if (scheme.Part("flows") is not { } flows)
        {
            return null;
        }

        foreach (var (_, flow) in flows.Named())
        {
            flow.Url("authorizationUrl");
            flow.Url("deviceAuthorizationUrl");
            flow.Url("refreshUrl");
            flow.Url("tokenUrl");
        }

        return flows.Json;
    }
}
