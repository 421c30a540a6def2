using System.Text.Json.Nodes;
using McpGateway.Foundation;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Tells with each problem of a draft which value it is about.</summary>
internal static class DraftInput
{
    public static Error Refuse(ServerRegistration draft, IEnumerable<FieldProblem> problems) =>
        Error.OfFields([.. problems.Select(problem => problem with { Input = Of(draft, problem.Field) })]);

    /// <summary>What was stated in a field. Null for headers, whose values are secrets, and for what has no bound.</summary>
    private static JsonNode? Of(ServerRegistration draft, string field) => field switch
    {
        "path" => draft.Path,
        "name" => draft.Name,
        "description" => draft.Description,
        "proxy_pass_url" => draft.ProxyPassUrl,
        "mcp_endpoint" => draft.McpEndpoint,
        "sse_endpoint" => draft.SseEndpoint,
        "license" => draft.License,
        "auth_type" => draft.AuthType,
        "auth_provider" => draft.AuthProvider,
        "transport" => draft.Transport,
        "pin_mode" => draft.PinMode,
        "new_definitions" => draft.NewDefinitions,
        "version" => draft.Version,
        "visibility" => draft.Visibility,
        "allowed_groups" => ListOf(draft.AllowedGroups ?? []),
        "num_tools" => draft.StatedTools,
        "num_stars" => draft.StatedStars is var stars && double.IsFinite(stars) ? stars : null,
        "tags" => ListOf(draft.Tags),
        "supported_transports" => ListOf(draft.SupportedTransports),
        _ => null,
    };

    private static JsonArray ListOf(IReadOnlyList<string> texts) => new([.. texts.Select(static text => (JsonNode)text)]);
}
