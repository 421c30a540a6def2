using System.Text.Json.Nodes;
using McpGateway.Access.Groups;

namespace McpGateway.Identity.Accounts;

/// <summary>Wire forms of the management API (registry contract §10).</summary>
internal static class AccountAnswers
{
    public static JsonObject Users(IReadOnlyList<AccountSummary> accounts) => new()
    {
        ["users"] = new JsonArray([.. accounts.Select(User)]),
        ["total"] = accounts.Count,
    };

    public static JsonObject User(AccountSummary account)
    {
        var body = new JsonObject
        {
            ["id"] = account.Id,
            ["username"] = account.UserName,
            ["email"] = account.Email,
            ["firstName"] = account.FirstName,
            ["lastName"] = account.LastName,
            ["enabled"] = account.IsEnabled,
            ["groups"] = Names(account.Groups),
        };
        if (account.TemporaryPassword is { } password)
        {
            body["temporary_password"] = password;
        }

        return body;
    }

    public static JsonObject ServiceAccount(ServiceAccountSecret account) => new()
    {
        ["client_id"] = account.ClientId,
        ["client_uuid"] = account.ClientUuid,
        [account.IsServicePrincipal ? "service_principal_id" : "service_account_user_id"] = account.ServiceAccountUserId,
        ["client_secret"] = account.ClientSecret,
        ["groups"] = Names(account.Groups),
    };

    public static JsonObject Groups(IReadOnlyList<DirectoryGroup> groups) => new()
    {
        ["groups"] = new JsonArray([.. groups.Select(Group)]),
        ["total"] = groups.Count,
    };

    public static JsonObject Group(DirectoryGroup group)
    {
        JsonObject? attributes = null;
        if (group.Attributes is { } stated)
        {
            attributes = [];
            foreach (var (name, values) in stated)
            {
                attributes[name] = Names(values);
            }
        }

        return new() { ["id"] = group.Id, ["name"] = group.Name, ["path"] = group.Path, ["attributes"] = attributes };
    }

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(name => JsonValue.Create(name))];
}
