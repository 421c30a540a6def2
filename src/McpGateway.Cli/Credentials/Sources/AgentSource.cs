using System.Text.Json.Nodes;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.OAuth;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Credentials.Sources;

/// <summary>
/// <c>agent-NAME-m2m-token.json</c>: the token of an agent's own Keycloak client, which <c>agent-NAME-m2m.json</c> in the token directory
/// describes; beside it the same for shells, <c>agent-NAME-m2m.env</c>.
/// </summary>
internal sealed class AgentSource(
    TokenEndpoint endpoint, TimeProvider time, TokenDirectory directory, string agent, AgentSource.Client client) : ITokenSource
{
    private const string TokenEnding = "-token.json";

    public TokenKind Kind => TokenKind.Agent;

    public string Provider => "keycloak";

    public string FileName => agent + TokenEnding;

    /// <summary>All agents that the directory has a client of. Files that describe none are told to <paramref name="warn"/>.</summary>
    public static IEnumerable<AgentSource> All(
        TokenDirectory directory, CredentialSettings settings, TokenEndpoint endpoint, TimeProvider time, Action<string> warn)
    {
        foreach (var file in directory.Find("agent-*.json").Where(file => !file.EndsWith(TokenEnding, StringComparison.Ordinal)))
        {
            if (Read(directory.Read(file), settings) is { } client)
            {
                yield return new(endpoint, time, directory, file[..^".json".Length], client);
            }
            else
            {
                warn($"{file} has no client_id, client_secret and keycloak_url: no token is made for it");
            }
        }
    }

    public bool IsUnattended(JsonObject? current) => true;

    public async Task<JsonObject> FetchAsync(JsonObject? current, bool isAttended, CancellationToken cancellationToken)
    {
        var tokens = await endpoint.ForApplicationAsync(
            ProviderEndpoints.Keycloak(client.Url, client.Realm), new(client.Id, client.Secret, UsesBasic: false), "openid email profile",
            cancellationToken);
        directory.Write(agent + ".env", Shell(tokens.AccessToken));
        return new()
        {
            ["agent_name"] = agent,
            ["access_token"] = tokens.AccessToken,
            ["token_type"] = tokens.TokenType,
            ["expires_in"] = tokens.LifetimeSeconds,
            ["generated_at"] = TokenTimes.Iso(time.GetUtcNow()),
            ["expires_at"] = tokens.ExpiresAt is { } end ? TokenTimes.Iso(end) : null,
            ["provider"] = Provider,
            ["keycloak_url"] = client.Url,
            ["keycloak_realm"] = client.Realm,
            ["client_id"] = client.Id,
            ["scope"] = tokens.Scope,
            ["metadata"] = new JsonObject
            {
                ["generated_by"] = "mcpgw credentials",
                ["script_version"] = "1.0",
                ["token_format"] = "JWT",
                ["auth_method"] = "client_credentials",
            },
        };
    }

    private static Client? Read(JsonObject? file, CredentialSettings settings)
    {
        if (file is null)
        {
            return null;
        }

        var url = file.Text("keycloak_url") ?? file.Text("gateway_url") ?? settings.Find("KEYCLOAK_URL");
        var realm = file.Text("keycloak_realm") ?? file.Text("realm") ?? settings.Find("KEYCLOAK_REALM") ?? "mcp-gateway";
        return file.Text("client_id") is { } id && file.Text("client_secret") is { } secret && url is not null
            ? new(id, secret, url, realm)
            : null;
    }

    private string Shell(string token) => string.Concat(
        new (string Name, string Value)[]
        {
            ("ACCESS_TOKEN", token), ("CLIENT_ID", client.Id), ("CLIENT_SECRET", client.Secret), ("KEYCLOAK_URL", client.Url),
            ("KEYCLOAK_REALM", client.Realm), ("AUTH_PROVIDER", Provider),
        }.Select(one => $"export {one.Name}='{one.Value.Replace("'", "'\\''", StringComparison.Ordinal)}'\n"));

    /// <summary>An agent's client in a realm.</summary>
    internal sealed record Client(string Id, string Secret, string Url, string Realm);
}
