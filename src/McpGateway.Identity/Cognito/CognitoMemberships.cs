using System.Text.Json.Nodes;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Cognito;

/// <summary>The groups that people of a user pool are in.</summary>
internal sealed class CognitoMemberships(CognitoAdminClient client)
{
    private const int MaxGroups = 1000;

    public async Task<Result<IReadOnlyList<string>>> ListAsync(string userName, CancellationToken cancellationToken)
    {
        var listed = await client.ListAsync(
            "AdminListGroupsForUser", new() { ["Username"] = userName }, CognitoPages.Groups, MaxGroups, cancellationToken);
        return listed.IsSuccess
            ? listed.Value.Select(group => StrictJson.TryReadString(group, "GroupName", out var name) ? name : null)
                .OfType<string>()
                .ToArray()
            : listed.Error;
    }

    /// <returns>Null when the person is in these groups and in no others now.</returns>
    public async Task<Error?> ReplaceAsync(string userName, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        var held = await ListAsync(userName, cancellationToken);
        if (!held.IsSuccess)
        {
            return held.Error;
        }

        return await ChangeAsync("AdminRemoveUserFromGroup", userName, held.Value.Except(wanted, StringComparer.Ordinal), cancellationToken)
            ?? await JoinAsync(userName, wanted.Except(held.Value, StringComparer.Ordinal), cancellationToken);
    }

    /// <returns>Null when the person is in all of the groups now.</returns>
    public Task<Error?> JoinAsync(string userName, IEnumerable<string> names, CancellationToken cancellationToken) =>
        ChangeAsync("AdminAddUserToGroup", userName, names, cancellationToken);

    private async Task<Error?> ChangeAsync(
        string operation, string userName, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            JsonObject member = new() { ["Username"] = userName, ["GroupName"] = name };
            if (await client.ChangeAsync(operation, member, cancellationToken) is { } error)
            {
                return error;
            }
        }

        return null;
    }
}
