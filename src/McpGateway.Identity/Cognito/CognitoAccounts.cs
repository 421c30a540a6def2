using System.Text.Json.Nodes;
using McpGateway.Foundation;
using McpGateway.Identity.Accounts;
using McpGateway.Identity.Users;

namespace McpGateway.Identity.Cognito;

/// <summary>
/// The people and service accounts of a Cognito user pool. What was issued to somebody who is deleted, disabled or regrouped here is void
/// here at once, however long Cognito's tokens would still be good.
/// </summary>
internal sealed class CognitoAccounts(
    CognitoAdminClient client, CognitoGroups groups, CognitoMemberships memberships, CognitoServiceAccounts services,
    SubjectRevocation revocation) : IAccountDirectory
{
    private const int Parallel = 4;

    // Cognito finds by the beginning of one attribute at a time.
    private static readonly string[] Searched = ["username", "email", "given_name", "family_name"];

    public async Task<Result<IReadOnlyList<AccountSummary>>> ListAsync(string? search, int limit, CancellationToken cancellationToken)
    {
        var found = await SearchAsync(search, limit, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var all = new List<AccountSummary>();
        foreach (var chunk in found.Value.Chunk(Parallel))
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
        if (await groups.FindProblemAsync(account.Groups, cancellationToken) is { } unknown)
        {
            return unknown;
        }

        var created = await client.CallAsync("AdminCreateUser", Describe(account), cancellationToken);
        if (!created.IsSuccess)
        {
            return created.Error.IsTaken() ? new Error(ErrorKind.Invalid, $"User '{account.UserName}' already exists") : created.Error;
        }

        if (!created.Value.TryGetProperty("User", out var told) || CognitoUser.Of(told) is not { } user)
        {
            return new Error(ErrorKind.BadGateway, "Amazon Cognito did not tell the user that it created");
        }

        var isComplete = false;
        try
        {
            var error = await CompleteAsync(user.UserName, account, cancellationToken);
            isComplete = error is null;
            return error is not null
                ? error
                : new AccountSummary(user.Subject, user.UserName, account.Email, account.FirstName, account.LastName, true, account.Groups);
        }
        finally
        {
            if (!isComplete)
            {
                // Also when the caller has gone: nothing half-made stays.
                await client.ChangeAsync("AdminDeleteUser", Named(user.UserName), CancellationToken.None);
            }
        }
    }

    public async Task<Result<ServiceAccountSecret>> CreateServiceAccountAsync(
        NewServiceAccount account, CancellationToken cancellationToken) =>
        await groups.FindProblemAsync(account.Groups, cancellationToken) is { } unknown
            ? unknown
            : await services.CreateAsync(account, cancellationToken);

    public async Task<Result<AccountSummary>> UpdateAsync(string name, AccountChange change, CancellationToken cancellationToken)
    {
        if (change.Groups is { } wanted && await groups.FindProblemAsync(wanted, cancellationToken) is { } unknown)
        {
            return unknown;
        }

        var found = await FindAsync(name, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error.IsMissing() ? await UpdateServiceAsync(name, change, cancellationToken) : found.Error;
        }

        var user = found.Value;
        var error = await ApplyAsync(user.UserName, change, cancellationToken);

        // Even when only a part was done: what is left of the old rights must not outlive it.
        await revocation.RevokeAsync(CognitoServiceAccounts.SubjectOf(user.Subject), cancellationToken);
        if (error is not null)
        {
            return error;
        }

        var after = await FindAsync(user.UserName, cancellationToken);
        return after.IsSuccess ? await SummariseAsync(after.Value, cancellationToken) : after.Error;
    }

    public async Task<Result<bool>> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var found = await FindAsync(name, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error.IsMissing() ? await services.DeleteAsync(name, cancellationToken) : found.Error;
        }

        if (await client.ChangeAsync("AdminDeleteUser", Named(found.Value.UserName), cancellationToken) is { } error && !error.IsMissing())
        {
            return error;
        }

        await revocation.RevokeAsync(CognitoServiceAccounts.SubjectOf(found.Value.Subject), cancellationToken);
        return true;
    }

    private async Task<Result<IReadOnlyList<CognitoUser>>> SearchAsync(string? search, int limit, CancellationToken cancellationToken)
    {
        var prefix = search?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        string?[] filters = string.IsNullOrEmpty(prefix) ? [null] : [.. Searched.Select(attribute => $"{attribute} ^= \"{prefix}\"")];
        var users = new List<CognitoUser>();
        foreach (var filter in filters)
        {
            JsonObject body = filter is null ? [] : new() { ["Filter"] = filter };
            var listed = await client.ListAsync("ListUsers", body, CognitoPages.Users, limit, cancellationToken);
            if (!listed.IsSuccess)
            {
                return listed.Error;
            }

            users.AddRange(listed.Value.Select(CognitoUser.Of).OfType<CognitoUser>());
        }

        return users.DistinctBy(user => user.UserName, StringComparer.Ordinal).Take(limit).ToArray();
    }

    private async Task<Error?> CompleteAsync(string userName, NewAccount account, CancellationToken cancellationToken) =>
        (account.Password is { } password ? await SetPasswordAsync(userName, password, isTemporary: false, cancellationToken) : null)
        ?? await memberships.JoinAsync(userName, account.Groups, cancellationToken);

    private async Task<Error?> ApplyAsync(string userName, AccountChange change, CancellationToken cancellationToken)
    {
        if (change.IsEnabled is { } isEnabled
            && await client.ChangeAsync(
                isEnabled ? "AdminEnableUser" : "AdminDisableUser", Named(userName), cancellationToken) is { } notEnabled)
        {
            return notEnabled;
        }

        if (change.Password is { } password
            && await SetPasswordAsync(userName, password, change.MustChangePassword ?? false, cancellationToken) is { } notReset)
        {
            return notReset;
        }

        return change.Groups is { } wanted ? await memberships.ReplaceAsync(userName, wanted, cancellationToken) : null;
    }

    private Task<Error?> SetPasswordAsync(string userName, string password, bool isTemporary, CancellationToken cancellationToken) =>
        client.ChangeAsync(
        "AdminSetUserPassword", new()
        {
            ["Username"] = userName,
            ["Password"] = password,
            ["Permanent"] = !isTemporary,
        }, cancellationToken);

    private async Task<Result<AccountSummary>> UpdateServiceAsync(string name, AccountChange change, CancellationToken cancellationToken)
    {
        var updated = await services.UpdateAsync(name, change, cancellationToken);
        return !updated.IsSuccess ? updated.Error
            : updated.Value is { } summary ? summary
            : new Error(ErrorKind.Invalid, $"User or M2M account '{LogText.Clean(name)}' not found");
    }

    private async Task<Result<CognitoUser>> FindAsync(string name, CancellationToken cancellationToken)
    {
        var found = await client.CallAsync("AdminGetUser", Named(name), cancellationToken);
        return !found.IsSuccess ? found.Error
            : CognitoUser.Of(found.Value) is { } user ? user
            : new Error(ErrorKind.BadGateway, "Amazon Cognito described a user without a name");
    }

    private async Task<Result<AccountSummary>> SummariseAsync(CognitoUser user, CancellationToken cancellationToken)
    {
        var held = await memberships.ListAsync(user.UserName, cancellationToken);
        var known = user.Details;
        return held.IsSuccess
            ? new AccountSummary(
                user.Subject, user.UserName, known
                    .GetValueOrDefault("email"), known
                    .GetValueOrDefault("given_name"), known
                    .GetValueOrDefault("family_name"),
                user.IsEnabled, held.Value)
            : held.Error;
    }

    private static JsonObject Describe(NewAccount account)
    {
        var body = new JsonObject
        {
            ["Username"] = account.UserName,
            ["UserAttributes"] = new JsonArray(
                Attribute("email", account.Email),
                Attribute("email_verified", "true"),
                Attribute("given_name", account.FirstName),
                Attribute("family_name", account.LastName)),
        };

        // Without a password Cognito makes one up and mails it to the person, who has to replace it.
        var (member, value) = account.Password is null
            ? ("DesiredDeliveryMediums", (JsonNode)new JsonArray("EMAIL"))
            : ("MessageAction", "SUPPRESS");
        body[member] = value;
        return body;
    }

    private static JsonObject Attribute(string name, string value) => new() { ["Name"] = name, ["Value"] = value };

    private static JsonObject Named(string userName) => new() { ["Username"] = userName };
}
