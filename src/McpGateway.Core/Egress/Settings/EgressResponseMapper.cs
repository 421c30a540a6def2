using System.Text.Json.Nodes;

namespace McpGateway.Core.Egress.Settings;

/// <summary>The fields of egress settings as they are read and written as JSON. Never the secret.</summary>
internal static class EgressResponseMapper
{
    public static JsonObject Fields(EgressView settings) => new()
    {
        ["mode"] = settings.Mode,
        ["provider"] = settings.Provider,
        ["tenant"] = settings.Tenant,
        ["issuer"] = settings.Issuer,
        ["authorization_endpoint"] = settings.AuthorizationEndpoint,
        ["token_endpoint"] = settings.TokenEndpoint,
        ["revocation_endpoint"] = settings.RevocationEndpoint,
        ["client_id"] = settings.ClientId,
        ["client_authentication"] = settings.ClientAuthentication,
        ["scopes"] = new JsonArray([.. settings.Scopes.Select(static scope => (JsonNode)scope)]),
        ["resource"] = settings.Resource,
        ["audience"] = settings.Audience,
    };
}
