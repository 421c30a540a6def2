using System.Text.Json.Nodes;
using McpGateway.AuthorizationServer.Clients;
using McpGateway.AuthorizationServer.Grants;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;

namespace McpGateway.AuthorizationServer.Registration;

/// <summary>Clients that registered themselves. One that no user has authorized within a day is deleted.</summary>
internal sealed partial class Registrations(DocumentStore documents, GrantStore grants, TimeProvider time, ILogger<Registrations> logger)
{
    private static readonly TimeSpan Unused = TimeSpan.FromHours(24);

    public async Task<Result<RegisteredClient>> CreateAsync(RegistrationRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var secret = request.AuthMethod == ClientAuthMethods.None ? null : Secrets.NewClientSecret();
        var token = Secrets.NewRegistrationToken();
        var client = Apply(request, new()
        {
            Id = "dyn-" + Secrets.New(18),
            Name = "",
            Source = ClientSource.Registered,
            GrantTypes = [],
            AuthMethod = request.AuthMethod,
            SecretHash = secret is null ? null : Secrets.Hash(secret),
            ManagementHash = Secrets.Hash(token),
            CreatedAt = now,
            ExpiresAt = now + Unused,
        });
        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(ClientDirectory.Registrations, client.Id, client, DocumentBatch.Absent), cancellationToken);
        if (!committed.IsSuccess)
        {
            return committed.Error;
        }

        var shown = LogText.Clean(client.Name);
        LogRegistered(client.Id, shown);
        return new RegisteredClient(client, secret, token);
    }

    public async Task<Result<RegisteredClient>> FindAsync(string clientId, string? token, CancellationToken cancellationToken) =>
        await OpenAsync(clientId, token, cancellationToken) is { } found
            ? new RegisteredClient(found.Value, null, token!)
            : Unauthenticated();

    public async Task<Result<RegisteredClient>> UpdateAsync(
        string clientId, string? token, RegistrationRequest request, CancellationToken cancellationToken)
    {
        if (await OpenAsync(clientId, token, cancellationToken) is not { } found)
        {
            return Unauthenticated();
        }

        // Becoming public would drop the secret that protects it, and the other way there would be none to give.
        if ((request.AuthMethod == ClientAuthMethods.None) != found.Value.IsPublic)
        {
            return OAuthErrors.Of("invalid_client_metadata", "token_endpoint_auth_method cannot change to or from none. Register anew.");
        }

        var updated = Apply(request, found.Value) with { AuthMethod = request.AuthMethod };
        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(ClientDirectory.Registrations, clientId, updated, found.Version), cancellationToken);
        return committed.IsSuccess ? new RegisteredClient(updated, null, token!) : committed.Error;
    }

    /// <returns>Null on success.</returns>
    public async Task<Error?> DeleteAsync(string clientId, string? token, CancellationToken cancellationToken)
    {
        if (await OpenAsync(clientId, token, cancellationToken) is null)
        {
            return Unauthenticated();
        }

        return await grants.RevokeOfClientAsync(
            new DocumentBatch().Delete(ClientDirectory.Registrations, clientId, expectedVersion: null), clientId,
            "its client unregistered", cancellationToken);
    }

    private async Task<Document<OAuthClientRecord>?> OpenAsync(string clientId, string? token, CancellationToken cancellationToken) =>
        token is not null
        && DocumentKey.IsValid(clientId)
        && await documents.FindAsync(ClientDirectory.Registrations, clientId, cancellationToken) is { } found
        && Secrets.Matches(found.Value.ManagementHash, token)
            ? found
            : null;

    private static OAuthClientRecord Apply(RegistrationRequest request, OAuthClientRecord client) => client with
    {
        Name = request.Name,
        RedirectUris = request.RedirectUris,
        GrantTypes = request.GrantTypes,
        Further = request.Further,
    };

    private static Error Unauthenticated() => new(ErrorKind.Unauthenticated, "The registration access token is not valid for this client.");

    [LoggerMessage(EventId = 4060, Level = LogLevel.Information, Message = "Client {ClientId} registered itself as {Name}.")]
    private partial void LogRegistered(string clientId, string name);
}

/// <summary>
/// A registration as its client sees it (RFC 7591 §3.2.1, RFC 7592 §3). The secret is there only right after registration.
/// </summary>
internal sealed record RegisteredClient(OAuthClientRecord Client, string? Secret, string ManagementToken)
{
    public JsonObject ToJson(string origin)
    {
        var json = new JsonObject
        {
            ["client_id"] = Client.Id,
            ["client_id_issued_at"] = Client.CreatedAt.ToUnixTimeSeconds(),
            ["client_name"] = Client.Name,
            ["redirect_uris"] = OAuthAnswers.Strings(Client.RedirectUris),
            ["grant_types"] = OAuthAnswers.Strings(Client.GrantTypes),
            ["response_types"] = OAuthAnswers.Strings(Client.MayUse(GrantTypes.AuthorizationCode) ? ["code"] : []),
            ["token_endpoint_auth_method"] = Client.AuthMethod,
            ["registration_access_token"] = ManagementToken,
            ["registration_client_uri"] = $"{origin}{RegistrationEndpoints.Path}/{Client.Id}",
        };
        foreach (var (name, value) in Client.Further)
        {
            json[name] = value;
        }

        if (Secret is not null)
        {
            json["client_secret"] = Secret;
        }

        // Clients reject null here, and an absent one where they have a secret.
        if (!Client.IsPublic)
        {
            json["client_secret_expires_at"] = 0;
        }

        return json;
    }

    /// <summary>The id only.</summary>
    public override string ToString() => Client.Id;
}
