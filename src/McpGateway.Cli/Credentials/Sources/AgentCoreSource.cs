using System.Text.Json.Nodes;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.OAuth;

namespace McpGateway.Cli.Credentials.Sources;

/// <summary><c>bedrock-agentcore-SERVER-egress.json</c>: a token for an Amazon Bedrock AgentCore gateway, from its user pool.</summary>
internal sealed class AgentCoreSource(
    TokenEndpoint endpoint, TimeProvider time, Uri address, OAuthApplication application, string server, string? audience) : ITokenSource
{
    private const int Most = 100;

    public TokenKind Kind => TokenKind.AgentCore;

    public string Provider => "bedrock-agentcore";

    public string Server => server;

    public string FileName { get; } = $"bedrock-agentcore-{FileNames.Part(server)}-egress.json";

    /// <summary>All numbered sets of <c>AGENTCORE_…_N</c>.</summary>
    /// <exception cref="Running.CommandFailure">A set is incomplete.</exception>
    public static IEnumerable<AgentCoreSource> All(CredentialSettings settings, TokenEndpoint endpoint, TimeProvider time)
    {
        foreach (var number in Enumerable.Range(1, Most).Where(n => settings.Find($"AGENTCORE_CLIENT_ID_{n}") is not null))
        {
            var pool = settings.Find("COGNITO_DOMAIN") is { } domain && domain.Contains("://", StringComparison.Ordinal)
                ? settings.Find("COGNITO_USER_POOL_ID") ?? ""
                : settings.Need("COGNITO_USER_POOL_ID");
            yield return new(
                endpoint, time, ProviderEndpoints.Cognito(settings, pool),
                new(settings.Need($"AGENTCORE_CLIENT_ID_{number}"), settings.Need($"AGENTCORE_CLIENT_SECRET_{number}"), UsesBasic: false),
                ServerOf(settings, number), settings.Find("AGENTCORE_AUDIENCE"));
        }
    }

    public bool IsUnattended(JsonObject? current) => true;

    public async Task<JsonObject> FetchAsync(JsonObject? current, bool isAttended, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> grant = [new("grant_type", "client_credentials")];
        if (audience is not null)
        {
            grant.Add(new("audience", audience));
        }

        var tokens = await endpoint.RequestAsync(address, application, grant, cancellationToken);
        return new()
        {
            ["provider"] = Provider,
            ["access_token"] = tokens.AccessToken,
            ["refresh_token"] = null,
            ["expires_at"] = tokens.ExpiresAt?.ToUnixTimeSeconds(),
            ["expires_at_human"] = tokens.ExpiresAt is { } end ? TokenTimes.Human(end) : null,
            ["scopes"] = new JsonArray([.. (tokens.Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(scope => (JsonNode)JsonValue.Create(scope)!)]),
            ["saved_at"] = TokenTimes.Human(time.GetUtcNow()),
            ["usage_notes"] = $"Acts at the AgentCore gateway of {server}: Authorization: Bearer <access_token>",
        };
    }

    /// <summary>The name in the settings, or the gateway's own, the last part of its ARN.</summary>
    private static string ServerOf(CredentialSettings settings, int number) =>
        settings.Find($"AGENTCORE_SERVER_NAME_{number}") ?? settings.Need($"AGENTCORE_GATEWAY_ARN_{number}").Split('/', ':')[^1];
}
