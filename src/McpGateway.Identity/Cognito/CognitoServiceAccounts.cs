using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Accounts;
using McpGateway.Identity.Users;

namespace McpGateway.Identity.Cognito;

/// <summary>
/// App clients of a user pool that act for themselves (client credentials) with scopes of this gateway. App clients for anything else are
/// none of its business: they are neither listed nor changed.
/// </summary>
internal sealed class CognitoServiceAccounts(CognitoAdminClient client, CognitoScopes scopes, SubjectRevocation revocation)
{
    private const int MaxClients = 1000;
    private const int MaxName = 128;
    private const int Parallel = 4;

    // What an update must not name; all else it has to repeat, for what is left out is reset.
    private static readonly string[] Fixed = ["ClientSecret", "CreationDate", "LastModifiedDate", "UserPoolId"];

    public static string SubjectOf(string id) => "cognito:" + id;

    public async Task<Result<IReadOnlyList<AccountSummary>>> ListAsync(string? search, int limit, CancellationToken cancellationToken)
    {
        var all = await AllAsync(
            name => string.IsNullOrEmpty(search) || name.Contains(search, StringComparison.OrdinalIgnoreCase), cancellationToken);
        return all.IsSuccess ? all.Value.Take(limit).Select(Summarise).ToArray() : all.Error;
    }

    /// <summary>Creates the app client, or takes the one of that name, and sees to its groups.</summary>
    public async Task<Result<ServiceAccountSecret>> CreateAsync(NewServiceAccount account, CancellationToken cancellationToken)
    {
        if (account.Name.Length > MaxName || !account.Name.All(IsNameLetter))
        {
            return new Error(ErrorKind.Invalid, $"A name of 1 to {MaxName} letters, digits, spaces and the signs _+=,.@- must be provided");
        }

        var found = await FindAsync(account.Name, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var written = found.Value is { } existing
            ? await RegroupAsync(existing, [.. GroupsOf(existing).Union(account.Groups, StringComparer.Ordinal)], cancellationToken)
            : await WriteAsync("CreateUserPoolClient", Describe(account), account.Groups, cancellationToken);
        if (!written.IsSuccess)
        {
            return written.Error;
        }

        return written.Value.TryGetProperty("UserPoolClient", out var made)
            && Text(made, "ClientId") is { Length: > 0 } id
            && Text(made, "ClientSecret") is { Length: > 0 } secret
            ? new ServiceAccountSecret(id, id, id, secret, account.Groups)
            : new Error(ErrorKind.BadGateway, "Amazon Cognito did not tell the app client's secret");
    }

    /// <returns>Null when there is no such service account.</returns>
    public async Task<Result<AccountSummary?>> UpdateAsync(string name, AccountChange change, CancellationToken cancellationToken)
    {
        var found = await FindAsync(name, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (found.Value is not { } existing)
        {
            return (AccountSummary?)null;
        }

        if (change.IsEnabled is not null || change.Password is not null)
        {
            return new Error(ErrorKind.Invalid, "An app client of Cognito can only change its groups: delete it to take its access away");
        }

        if (change.Groups is not { } wanted)
        {
            return Summarise(existing);
        }

        var updated = await RegroupAsync(existing, wanted, cancellationToken);
        if (!updated.IsSuccess)
        {
            return updated.Error;
        }

        await revocation.RevokeAsync(SubjectOf(Text(existing, "ClientId")), cancellationToken);
        return Summarise(existing) with { Groups = wanted };
    }

    public async Task<Result<bool>> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var found = await FindAsync(name, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (found.Value is not { } existing)
        {
            return false;
        }

        var id = Text(existing, "ClientId");
        if (await client.ChangeAsync("DeleteUserPoolClient", new() { ["ClientId"] = id }, cancellationToken) is { } error
            && !error.IsMissing())
        {
            return error;
        }

        await revocation.RevokeAsync(SubjectOf(id), cancellationToken);
        return true;
    }

    /// <summary>Takes a group from all service accounts.</summary>
    public async Task<Error?> LeaveAsync(string group, CancellationToken cancellationToken)
    {
        var all = await AllAsync(_ => true, cancellationToken);
        if (!all.IsSuccess)
        {
            return all.Error;
        }

        foreach (var member in all.Value.Where(member => GroupsOf(member).Contains(group)))
        {
            var left = await RegroupAsync(member, [.. GroupsOf(member).Where(name => name != group)], cancellationToken);
            if (!left.IsSuccess)
            {
                return left.Error;
            }

            await revocation.RevokeAsync(SubjectOf(Text(member, "ClientId")), cancellationToken);
        }

        return await scopes.RemoveAsync(group, cancellationToken);
    }

    private Task<Result<JsonElement>> RegroupAsync(JsonElement existing, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        var body = JsonObject.Create(existing)!.DeepClone().AsObject();
        foreach (var member in Fixed)
        {
            body.Remove(member);
        }

        body["AllowedOAuthScopes"] = Names(ScopesOf(existing).Where(scope => !scopes.IsOurs(scope)).Concat(scopes.Of(groups)));
        return WriteAsync("UpdateUserPoolClient", body, groups, cancellationToken);
    }

    private async Task<Result<JsonElement>> WriteAsync(
        string operation, JsonObject body, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        for (var isRetry = false; ; isRetry = true)
        {
            if (await scopes.EnsureAsync(groups, cancellationToken) is { } noScopes)
            {
                return noScopes;
            }

            // Another replica that wrote the list of scopes at the same time may not have seen these.
            var written = await client.CallAsync(operation, body, cancellationToken);
            if (written.IsSuccess || written.Error.Code != "ScopeDoesNotExistException" || isRetry)
            {
                return written;
            }
        }
    }

    /// <summary>The service account of a name or client id. Names are not unique in Cognito: two of one name are nobody's.</summary>
    private async Task<Result<JsonElement?>> FindAsync(string name, CancellationToken cancellationToken)
    {
        var all = await AllAsync(stated => stated == name, cancellationToken, id: name);
        return !all.IsSuccess ? all.Error
            : all.Value.Count > 1 ? new Error(
                ErrorKind.Invalid, $"Several app clients are named '{LogText.Clean(name)}': the client id must be provided")
            : all.Value.Select(found => (JsonElement?)found).FirstOrDefault();
    }

    private async Task<Result<IReadOnlyList<JsonElement>>> AllAsync(
        Func<string, bool> isWanted, CancellationToken cancellationToken, string? id = null)
    {
        var listed = await client.ListAsync("ListUserPoolClients", [], CognitoPages.Clients, MaxClients, cancellationToken);
        if (!listed.IsSuccess)
        {
            return listed.Error;
        }

        var all = new List<JsonElement>();
        var wanted = listed.Value.Where(one => isWanted(Text(one, "ClientName")) || Text(one, "ClientId") == id);
        foreach (var chunk in wanted.Chunk(Parallel))
        {
            foreach (var described in await Task.WhenAll(chunk.Select(one => DescribeAsync(Text(one, "ClientId"), cancellationToken))))
            {
                if (!described.IsSuccess && !described.Error.IsMissing())
                {
                    return described.Error;
                }

                if (described.IsSuccess && IsServiceAccount(described.Value))
                {
                    all.Add(described.Value);
                }
            }
        }

        return all;
    }

    private async Task<Result<JsonElement>> DescribeAsync(string id, CancellationToken cancellationToken)
    {
        var described = await client.CallAsync("DescribeUserPoolClient", new() { ["ClientId"] = id }, cancellationToken);
        return !described.IsSuccess ? described.Error
            : described.Value.TryGetProperty("UserPoolClient", out var found) && found.ValueKind == JsonValueKind.Object ? found
            : new Error(ErrorKind.BadGateway, "Amazon Cognito did not describe the app client");
    }

    private JsonObject Describe(NewServiceAccount account) => new()
    {
        ["ClientName"] = account.Name,
        ["GenerateSecret"] = true,
        ["AllowedOAuthFlows"] = Names(["client_credentials"]),
        ["AllowedOAuthFlowsUserPoolClient"] = true,
        ["AllowedOAuthScopes"] = Names(scopes.Of(account.Groups)),

        // Left out, Cognito would let people sign in with it.
        ["ExplicitAuthFlows"] = Names(["ALLOW_REFRESH_TOKEN_AUTH"]),
        ["PreventUserExistenceErrors"] = "ENABLED",
        ["EnableTokenRevocation"] = true,
    };

    private AccountSummary Summarise(JsonElement found) =>
        AccountSummary.OfService(Text(found, "ClientId"), Text(found, "ClientName"), isEnabled: true, GroupsOf(found));

    private IReadOnlyList<string> GroupsOf(JsonElement found) => scopes.GroupsOf(ScopesOf(found));

    private bool IsServiceAccount(JsonElement found) =>
        StrictJson.TryReadStrings(found, "AllowedOAuthFlows", out var flows)
            && flows.Contains("client_credentials")
            && ScopesOf(found).Any(scopes.IsOurs);

    private static IReadOnlyList<string> ScopesOf(JsonElement found) =>
        StrictJson.TryReadStrings(found, "AllowedOAuthScopes", out var stated) ? stated : [];

    private static bool IsNameLetter(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '_' or '+' or '=' or ',' or '.' or '@' or '-';

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(name => JsonValue.Create(name))];

    private static string Text(JsonElement parent, string name) => StrictJson.TryReadString(parent, name, out var text) ? text ?? "" : "";
}
