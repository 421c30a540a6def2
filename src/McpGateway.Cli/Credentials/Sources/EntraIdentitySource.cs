using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.OAuth;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Credentials.Sources;

/// <summary><c>IDENTITY.json</c>: the token of an application in Microsoft Entra ID, from a file that lists such identities.</summary>
internal sealed class EntraIdentitySource(
    TokenEndpoint endpoint, TimeProvider time, CredentialSettings settings, EntraIdentitySource.Identity identity) : ITokenSource
{
    public const string DefaultFile = "entra-identities.json";

    public TokenKind Kind => TokenKind.Agent;

    public string Provider => "entra";

    public string FileName => FileNames.Part(identity.Name) + ".json";

    /// <param name="path">Of the list; null for the one in the token directory, which need not be there.</param>
    /// <exception cref="CommandFailure">The list is named and cannot be read, or is none.</exception>
    public static IReadOnlyList<EntraIdentitySource> All(
        string? path, TokenDirectory directory, CredentialSettings settings, TokenEndpoint endpoint, TimeProvider time)
    {
        if (path is null && !directory.Has(DefaultFile))
        {
            return [];
        }

        var file = path ?? directory.Of(DefaultFile);
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) is JsonArray list
                ? [.. list.Select(item => new EntraIdentitySource(endpoint, time, settings, Read(item as JsonObject, file)))]
                : throw CommandFailure.Misuse($"{file} is not a list of identities");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandFailure(ExitCodes.Misused, $"{file} cannot be read: {failure.Message}", null, failure);
        }
    }

    public bool IsUnattended(JsonObject? current) => true;

    public async Task<JsonObject> FetchAsync(JsonObject? current, bool isAttended, CancellationToken cancellationToken)
    {
        var scope = identity.Scope ?? $"api://{identity.ClientId}/.default";
        var tokens = await endpoint.ForApplicationAsync(
            ProviderEndpoints.Entra(settings, identity.Tenant), new(identity.ClientId, identity.Secret, UsesBasic: false), scope,
            cancellationToken);
        return new()
        {
            ["identity_name"] = identity.Name,
            ["access_token"] = tokens.AccessToken,
            ["token_type"] = tokens.TokenType,
            ["expires_in"] = tokens.LifetimeSeconds,
            ["generated_at"] = TokenTimes.Iso(time.GetUtcNow()),
            ["expires_at"] = tokens.ExpiresAt is { } end ? TokenTimes.Iso(end) : null,
            ["provider"] = Provider,
            ["tenant_id"] = identity.Tenant,
            ["client_id"] = identity.ClientId,
            ["scope"] = scope,
        };
    }

    private static Identity Read(JsonObject? item, string file)
    {
        string Need(string name) => item.Text(name)
            ?? throw CommandFailure.Misuse(
                $"{file}: an identity has no {name}",
                "Each needs identity_name, tenant_id, client_id, client_secret.");
        return new(Need("identity_name"), Need("tenant_id"), Need("client_id"), Need("client_secret"), item.Text("scope"));
    }

    /// <summary>An application in a tenant.</summary>
    internal sealed record Identity(string Name, string Tenant, string ClientId, string Secret, string? Scope);
}
