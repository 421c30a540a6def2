using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Accounts;
using McpGateway.Identity.Users;

namespace McpGateway.Identity.Keycloak;

/// <summary>Clients of a Keycloak realm that act for themselves: each has a service account, which is in groups as people are.</summary>
internal sealed class KeycloakServiceAccounts(KeycloakAdminClient client, KeycloakGroups groups, SubjectRevocation revocation)
{
    private const int MaxClients = 1000;

    public static string SubjectOf(string userId) => "keycloak:" + userId;

    public async Task<Result<IReadOnlyList<AccountSummary>>> ListAsync(string? search, int limit, CancellationToken cancellationToken)
    {
        var listed = await client.ListAsync($"clients?max={MaxClients}", cancellationToken);
        if (!listed.IsSuccess)
        {
            return listed.Error;
        }

        var summaries = new List<AccountSummary>();
        foreach (var found in listed.Value.Where(HasServiceAccount).Where(one => Matches(one, search)).Take(limit))
        {
            var account = await UserOfAsync(Text(found, "id"), cancellationToken);
            if (!account.IsSuccess)
            {
                return account.Error;
            }

            var held = await client.ListAsync($"users/{Uri.EscapeDataString(account.Value)}/groups", cancellationToken);
            if (!held.IsSuccess)
            {
                return held.Error;
            }

            var isEnabled = found.TryGetProperty("enabled", out var enabled) && enabled.ValueKind == JsonValueKind.True;
            summaries.Add(AccountSummary.OfService(
                account.Value, Text(found, "clientId"), isEnabled, [.. held.Value.Select(group => Text(group, "name"))]));
        }

        return summaries;
    }

    /// <summary>Creates the client, or takes the one of that name, and sees to its groups.</summary>
    public async Task<Result<ServiceAccountSecret>> CreateAsync(NewServiceAccount account, CancellationToken cancellationToken)
    {
        var resolved = await groups.ResolveAsync(account.Groups, cancellationToken);
        if (!resolved.IsSuccess)
        {
            return resolved.Error;
        }

        var ensured = await EnsureClientAsync(account, cancellationToken);
        if (!ensured.IsSuccess)
        {
            return ensured.Error;
        }

        var uuid = ensured.Value;
        var user = await UserOfAsync(uuid, cancellationToken);
        if (!user.IsSuccess)
        {
            return user.Error;
        }

        if (await JoinAsync(user.Value, resolved.Value, cancellationToken) is { } notJoined)
        {
            return notJoined;
        }

        var secret = await client.GetAsync($"clients/{Uri.EscapeDataString(uuid)}/client-secret", cancellationToken);
        if (!secret.IsSuccess)
        {
            return secret.Error;
        }

        return Text(secret.Value, "value") is { Length: > 0 } value
            ? new ServiceAccountSecret(account.Name, uuid, user.Value, value, account.Groups)
            : new Error(ErrorKind.BadGateway, "Keycloak did not tell the client's secret");
    }

    public async Task<Result<bool>> DeleteAsync(string clientId, CancellationToken cancellationToken)
    {
        var found = await FindAsync(clientId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (found.Value is not { } existing || !HasServiceAccount(existing))
        {
            return false;
        }

        var uuid = Text(existing, "id");
        var user = await UserOfAsync(uuid, cancellationToken);
        if (await client.ChangeAsync(HttpMethod.Delete, "clients/" + Uri.EscapeDataString(uuid), null, cancellationToken) is { } error)
        {
            return error;
        }

        if (user.IsSuccess)
        {
            await revocation.RevokeAsync(SubjectOf(user.Value), cancellationToken);
        }

        return true;
    }

    /// <returns>Null when the account is in all of the groups now.</returns>
    public async Task<Error?> JoinAsync(string userId, IReadOnlyList<string> groupIds, CancellationToken cancellationToken)
    {
        foreach (var group in groupIds)
        {
            var path = $"users/{Uri.EscapeDataString(userId)}/groups/{Uri.EscapeDataString(group)}";
            if (await client.ChangeAsync(HttpMethod.Put, path, null, cancellationToken) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private async Task<Result<string>> EnsureClientAsync(NewServiceAccount account, CancellationToken cancellationToken)
    {
        var created = await client.CreateAsync("clients", Describe(account), cancellationToken);
        if (!created.IsSuccess)
        {
            return created.Error;
        }

        if (created.Value.Id is not { } uuid)
        {
            var found = await FindAsync(account.Name, cancellationToken);
            if (!found.IsSuccess)
            {
                return found.Error;
            }

            return found.Value is { } existing && HasServiceAccount(existing)
                ? Text(existing, "id")
                : new Error(ErrorKind.Invalid, $"Client '{account.Name}' already exists and has no service account");
        }

        // Without it the tokens of the account would not say its groups.
        var mapper = await client.CreateAsync(
            $"clients/{Uri.EscapeDataString(uuid)}/protocol-mappers/models", GroupsMapper(), cancellationToken);
        return mapper.IsSuccess ? uuid : mapper.Error;
    }

    private async Task<Result<JsonElement?>> FindAsync(string clientId, CancellationToken cancellationToken)
    {
        var listed = await client.ListAsync("clients?clientId=" + Uri.EscapeDataString(clientId), cancellationToken);
        return listed.IsSuccess
            ? listed.Value.Where(one => Text(one, "clientId") == clientId).Select(one => (JsonElement?)one).FirstOrDefault()
            : listed.Error;
    }

    private async Task<Result<string>> UserOfAsync(string uuid, CancellationToken cancellationToken)
    {
        var user = await client.GetAsync($"clients/{Uri.EscapeDataString(uuid)}/service-account-user", cancellationToken);
        return user.IsSuccess ? Text(user.Value, "id") : user.Error;
    }

    private static JsonObject Describe(NewServiceAccount account) => new()
    {
        ["clientId"] = account.Name,
        ["name"] = account.Name,
        ["description"] = account.Description,
        ["enabled"] = true,
        ["protocol"] = "openid-connect",
        ["publicClient"] = false,
        ["serviceAccountsEnabled"] = true,
        ["standardFlowEnabled"] = false,
        ["implicitFlowEnabled"] = false,
        ["directAccessGrantsEnabled"] = false,
    };

    private static JsonObject GroupsMapper() => new()
    {
        ["name"] = "groups",
        ["protocol"] = "openid-connect",
        ["protocolMapper"] = "oidc-group-membership-mapper",
        ["config"] = new JsonObject
        {
            ["claim.name"] = "groups",
            ["full.path"] = "false",
            ["access.token.claim"] = "true",
            ["id.token.claim"] = "true",
            ["userinfo.token.claim"] = "true",
        },
    };

    private static bool HasServiceAccount(JsonElement found) =>
        found.TryGetProperty("serviceAccountsEnabled", out var has) && has.ValueKind == JsonValueKind.True;

    private static bool Matches(JsonElement found, string? search) =>
        string.IsNullOrEmpty(search) || Text(found, "clientId").Contains(search, StringComparison.OrdinalIgnoreCase);

    private static string Text(JsonElement parent, string name) => StrictJson.TryReadString(parent, name, out var text) ? text ?? "" : "";
}
