using System.Text.Json.Nodes;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.Credentials.Sources;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Credentials.Clients;

/// <summary>The headers that let a client in at the gateway, from the token file that is meant for it.</summary>
internal sealed record IngressHeaders(string Token, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    private const string AssistantFile = "agent-ai-coding-assistant-m2m-token.json";

    private static readonly (string Member, string Header)[] Members =
    [
        ("client_id", "X-Client-Id"), ("realm", "X-Keycloak-Realm"), ("keycloak_realm", "X-Keycloak-Realm"),
        ("keycloak_url", "X-Keycloak-URL"), ("user_pool_id", "X-User-Pool-Id"), ("region", "X-Region"), ("tenant_id", "X-Tenant-Id"),
    ];

    /// <summary>
    /// With Keycloak the agent for coding assistants comes first, then any agent, then <c>ingress.json</c>; with other providers there
    /// is the last one only.
    /// </summary>
    /// <returns>Null when there is no token.</returns>
    public static IngressHeaders? Choose(TokenDirectory directory)
    {
        var ingress = directory.Read(IngressSource.File);
        var isKeycloak = ingress is null || ingress.Text("provider") == "keycloak_m2m";
        var agents = isKeycloak ? directory.Find("agent-*-token.json").Select(directory.Read) : [];
        JsonObject?[] candidates = [isKeycloak ? directory.Read(AssistantFile) : null, .. agents, ingress];
        return candidates.Select(Of).FirstOrDefault(found => found is not null);
    }

    private static IngressHeaders? Of(JsonObject? file)
    {
        if (file is null || file.Text("access_token") is not { Length: > 0 } token)
        {
            return null;
        }

        var headers = new List<KeyValuePair<string, string>> { new("X-Authorization", "Bearer " + token) };
        headers.AddRange(
            from member in Members
            let value = file.Text(member.Member)
            where value is not null
            select KeyValuePair.Create(member.Header, value));
        return new(token, headers);
    }
}
