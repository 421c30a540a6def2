using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Accounts;
using McpGateway.Identity.Users;

namespace McpGateway.Identity.Keycloak;

/// <summary>
/// The people and service accounts of a Keycloak realm. What was issued to somebody who is deleted, disabled or regrouped here is void here
/// at once, however long Keycloak's tokens would still be good.
/// </summary>
internal sealed class KeycloakAccounts(
    KeycloakAdminClient client, KeycloakGroups groups, KeycloakServiceAccounts services, SubjectRevocation revocation) : IAccountDirectory
{
    private const int Parallel = 8;

    public async Task<Result<IReadOnlyList<AccountSummary>>> ListAsync(string? search, int limit, CancellationToken cancellationToken)
    {
        var query = string.IsNullOrEmpty(search) ? "" : "&search=" + Uri.EscapeDataString(search);
        var listed = await client.ListAsync($"users?max={limit}{query}", cancellationToken);
        if (!listed.IsSuccess)
        {
            return listed.Error;
        }

        var all = new List<AccountSummary>();
        foreach (var chunk in listed.Value.Take(limit).Chunk(Parallel))
        {
            foreach (var summary in await Task.WhenAll(chunk.Select(user => SummariseAsync(user, cancellationToken))))
            {
                if (!summary.IsSuccess)
                {
                    return summary.Error;
                }

                all.Add(summary.Value);
            }
        }

        var machines = all.Count < limit
            ? await services.ListAsync(search, limit - all.Count, cancellationToken)
            : Array.Empty<AccountSummary>();
        return machines.IsSuccess ? all.Concat(machines.Value).ToArray() : machines.Error;
    }

    public async Task<Result<AccountSummary>> CreateAsync(NewAccount account, CancellationToken cancellationToken)
    {
        // Before anything is made: an account without its groups would be half an account.
        var resolved = await groups.ResolveAsync(account.Groups, cancellationToken);
        if (!resolved.IsSuccess)
        {
            return resolved.Error;
        }

        var body = new JsonObject
        {
            ["username"] = account.UserName,
            ["email"] = account.Email,
            ["firstName"] = account.FirstName,
            ["lastName"] = account.LastName,
            ["enabled"] = true,
            ["emailVerified"] = true,
        };
        if (account.Password is { } password)
        {
            body["credentials"] = new JsonArray(Credential(password, isTemporary: false));
        }

        var created = await client.CreateAsync("users", body, cancellationToken);
        if (!created.IsSuccess)
        {
            return created.Error;
        }

        if (created.Value.Id is not { } id)
        {
            return new Error(ErrorKind.Invalid, $"User '{account.UserName}' already exists");
        }

        if (await JoinAsync(id, resolved.Value, cancellationToken) is { } error)
        {
            await client.ChangeAsync(HttpMethod.Delete, UserPath(id), null, cancellationToken);
            return error;
        }

        return new AccountSummary(id, account.UserName, account.Email, account.FirstName, account.LastName, true, account.Groups);
    }

    public Task<Result<ServiceAccountSecret>> CreateServiceAccountAsync(NewServiceAccount account, CancellationToken cancellationToken) =>
        services.CreateAsync(account, cancellationToken);

    public async Task<Result<AccountSummary>> UpdateAsync(string name, AccountChange change, CancellationToken cancellationToken)
    {
        var found = await FindAsync(name, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (found.Value is not { } user)
        {
            return new Error(ErrorKind.Invalid, $"User or M2M account '{LogText.Clean(name)}' not found");
        }

        var id = user.GetProperty("id").GetString()!;
        if (await ApplyAsync(id, change, cancellationToken) is { } error)
        {
            return error;
        }

        await revocation.RevokeAsync(KeycloakServiceAccounts.SubjectOf(id), cancellationToken);
        var after = await client.GetAsync(UserPath(id), cancellationToken);
        return after.IsSuccess ? await SummariseAsync(after.Value, cancellationToken) : after.Error;
    }

    public async Task<Result<bool>> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var found = await FindAsync(name, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (found.Value is not { } user)
        {
            return await services.DeleteAsync(name, cancellationToken);
        }

        var id = user.GetProperty("id").GetString()!;
        if (await client.ChangeAsync(HttpMethod.Delete, UserPath(id), null, cancellationToken) is { } error)
        {
            return error;
        }

        await revocation.RevokeAsync(KeycloakServiceAccounts.SubjectOf(id), cancellationToken);
        return true;
    }

    private async Task<Error?> ApplyAsync(string id, AccountChange change, CancellationToken cancellationToken)
    {
        // Before anything is changed: half a change would be one that nobody asked for.
        var wanted = change.Groups is { } named ? await groups.ResolveAsync(named, cancellationToken) : Array.Empty<string>();
        if (!wanted.IsSuccess)
        {
            return wanted.Error;
        }

        if (change.IsEnabled is { } isEnabled
            && await client.ChangeAsync(
                HttpMethod.Put, UserPath(id), new JsonObject { ["enabled"] = isEnabled }, cancellationToken) is { } notEnabled)
        {
            return notEnabled;
        }

        if (change.Password is { } password
            && await client.ChangeAsync(
                HttpMethod.Put, UserPath(id) + "/reset-password", Credential(
                    password, change.MustChangePassword ?? false), cancellationToken) is { } notReset)
        {
            return notReset;
        }

        return change.Groups is null ? null : await RegroupAsync(id, wanted.Value, cancellationToken);
    }

    private async Task<Error?> RegroupAsync(string id, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        var held = await client.ListAsync(UserPath(id) + "/groups", cancellationToken);
        if (!held.IsSuccess)
        {
            return held.Error;
        }

        string[] ids = [.. held.Value.Select(group => group.GetProperty("id").GetString()!)];
        foreach (var surplus in ids.Except(wanted, StringComparer.Ordinal))
        {
            if (await client.ChangeAsync(
                HttpMethod.Delete, $"{UserPath(id)}/groups/{Uri.EscapeDataString(surplus)}", null, cancellationToken) is { } error)
            {
                return error;
            }
        }

        return await JoinAsync(id, [.. wanted.Except(ids, StringComparer.Ordinal)], cancellationToken);
    }

    private Task<Error?> JoinAsync(string id, IReadOnlyList<string> groupIds, CancellationToken cancellationToken) =>
        services.JoinAsync(id, groupIds, cancellationToken);

    private async Task<Result<JsonElement?>> FindAsync(string name, CancellationToken cancellationToken)
    {
        var found = await client.ListAsync($"users?username={Uri.EscapeDataString(name)}&exact=true", cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        // Keycloak's names have no case.
        var user = found.Value.Where(user => StrictJson.TryReadString(
            user, "username", out var stated) && string.Equals(stated, name, StringComparison.OrdinalIgnoreCase));
        return user.Select(one => (JsonElement?)one).FirstOrDefault();
    }

    private async Task<Result<AccountSummary>> SummariseAsync(JsonElement user, CancellationToken cancellationToken)
    {
        if (Text("id") is not { } id || Text("username") is not { } name)
        {
            return new Error(ErrorKind.BadGateway, "Keycloak listed a user without id or name");
        }

        var held = await client.ListAsync(UserPath(id) + "/groups", cancellationToken);
        return held.IsSuccess
            ? new AccountSummary(
                id, name, Text("email"), Text("firstName"), Text("lastName"),
                user.TryGetProperty("enabled", out var enabled) && enabled.ValueKind == JsonValueKind.True,
                [.. held.Value.Select(group => group.GetProperty("name").GetString()!)])
            : held.Error;

        string? Text(string member) => StrictJson.TryReadString(user, member, out var text) ? text : null;
    }

    private static JsonObject Credential(string password, bool isTemporary) =>
        new() { ["type"] = "password", ["value"] = password, ["temporary"] = isTemporary };

    private static string UserPath(string id) => "users/" + Uri.EscapeDataString(id);
}
