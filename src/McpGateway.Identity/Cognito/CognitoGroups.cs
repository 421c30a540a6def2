using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Access.Groups;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Cognito;

/// <summary>The groups of a user pool. Service accounts are in a group by a scope of its name.</summary>
internal sealed class CognitoGroups(CognitoAdminClient client, CognitoServiceAccounts services) : IProviderGroupDirectory
{
    private const int MaxGroups = 10_000;

    public bool StatesGroupsById => false;

    public async Task<Result<IReadOnlyList<DirectoryGroup>>> ListAsync(CancellationToken cancellationToken)
    {
        var listed = await client.ListAsync("ListGroups", [], CognitoPages.Groups, MaxGroups, cancellationToken);
        return listed.IsSuccess ? listed.Value.Select(ToGroup).OfType<DirectoryGroup>().ToArray() : listed.Error;
    }

    public async Task<Result<DirectoryGroup>> CreateAsync(string name, string description, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["GroupName"] = name };
        if (description.Length > 0)
        {
            body["Description"] = description;
        }

        var error = await client.ChangeAsync("CreateGroup", body, cancellationToken);
        return error.IsTaken()
            ? new Error(ErrorKind.Invalid, $"Group '{name}' already exists")
            : error ?? (Result<DirectoryGroup>)ToGroup(name, description);
    }

    public async Task<Result<bool>> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        // First, so that a group that is gone has no members left which a later group of that name would inherit.
        if (await services.LeaveAsync(name, cancellationToken) is { } notLeft)
        {
            return notLeft;
        }

        var error = await client.ChangeAsync("DeleteGroup", new() { ["GroupName"] = name }, cancellationToken);
        return error is null ? true : error.IsMissing() ? false : error;
    }

    /// <returns>Null when all of the groups exist; otherwise an error that names the first that does not.</returns>
    public async Task<Error?> FindProblemAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            var error = await client.ChangeAsync("GetGroup", new() { ["GroupName"] = name }, cancellationToken);
            if (error is not null)
            {
                return error.IsMissing() ? new Error(ErrorKind.Invalid, $"Group '{LogText.Clean(name)}' not found in Cognito") : error;
            }
        }

        return null;
    }

    private static DirectoryGroup? ToGroup(JsonElement group)
    {
        StrictJson.TryReadString(group, "Description", out var description);
        return StrictJson.TryReadString(group, "GroupName", out var name) && name is not null ? ToGroup(name, description ?? "") : null;
    }

    private static DirectoryGroup ToGroup(string name, string description) => new(name, name, "/" + name)
    {
        Attributes = description.Length == 0
            ? null
            : new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["description"] = [description] },
    };
}
