using System.Net;
using McpGateway.Access.Groups;
using McpGateway.Foundation;
using McpGateway.Identity.Entra.Graph;

namespace McpGateway.Identity.Entra;

/// <summary>
/// The security groups of an Entra ID tenant. Tokens state them by id, and names need not be unique there: a name that two groups have
/// names neither of them here.
/// </summary>
internal sealed class EntraGroups(GraphClient graph) : IProviderGroupDirectory
{
    private const int MaxListed = 10_000;
    private const int MaxNickname = 64;

    public bool StatesGroupsById => true;

    public async Task<Result<IReadOnlyList<DirectoryGroup>>> ListAsync(CancellationToken cancellationToken)
    {
        var call = GraphCall.Get(
            $"groups?$filter=securityEnabled%20eq%20true&$select={GraphGroup.Fields}&$top=999", EntraPermissions.ReadGroups);
        var listed = await graph.ListAsync(call, GraphJsonContext.Default.Groups, MaxListed, cancellationToken);
        return listed.IsSuccess ? listed.Value.Select(ToGroup).ToArray() : listed.Error;
    }

    /// <param name="name">The name, or the object id.</param>
    public async Task<Result<DirectoryGroup?>> FindAsync(string name, CancellationToken cancellationToken)
    {
        var property = Guid.TryParse(name, out _) ? "id" : "displayName";
        var call = GraphCall.Get(
            $"groups?$filter={property}%20eq%20{GraphCall.Quote(name)}%20and%20securityEnabled%20eq%20true&$select={GraphGroup.Fields}",
            EntraPermissions.ReadGroups);
        var found = await graph.ListAsync(call, GraphJsonContext.Default.Groups, 2, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        return found.Value.Count > 1
            ? new Error(
                ErrorKind.Invalid, $"Entra ID has more than one group named '{LogText.Clean(name)}'; the object id of one must be provided")
            : found.Value.Select(ToGroup).FirstOrDefault();
    }

    public async Task<Result<DirectoryGroup>> CreateAsync(string name, string description, CancellationToken cancellationToken)
    {
        // Entra ID itself would make a second one of that name.
        var existing = await FindAsync(name, cancellationToken);
        if (!existing.IsSuccess && existing.Error.Kind != ErrorKind.Invalid)
        {
            return existing.Error;
        }

        if (!existing.IsSuccess || existing.Value is not null)
        {
            return new Error(ErrorKind.Invalid, $"Group '{name}' already exists");
        }

        var body = new GroupBody(name, description.Length == 0 ? null : description, NicknameOf(name));
        var created = await graph.SendAsync(
            GraphCall.Post(
                "groups", body, GraphJsonContext.Default.GroupBody,
                EntraPermissions.WriteGroups), GraphJsonContext.Default.GraphGroup, cancellationToken);
        return created.IsSuccess ? ToGroup(created.Value) : created.Error;
    }

    public async Task<Result<bool>> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var found = await FindAsync(name, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (found.Value is not { } group)
        {
            return false;
        }

        var call = GraphCall.Delete("groups/" + Uri.EscapeDataString(group.Id), EntraPermissions.WriteGroups);
        var answer = await graph.SendAsync(call, cancellationToken);
        if (!answer.IsSuccess)
        {
            return answer.Error;
        }

        return answer.Value.Status == HttpStatusCode.NotFound ? false : answer.Value.IsSuccess ? true : GraphErrors.Of(answer.Value, call);
    }

    /// <summary>Groups by their names or ids.</summary>
    /// <returns>An error that names the first that does not exist.</returns>
    public async Task<Result<IReadOnlyList<DirectoryGroup>>> ResolveAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var resolved = new List<DirectoryGroup>();
        foreach (var name in names)
        {
            var found = await FindAsync(name, cancellationToken);
            if (!found.IsSuccess)
            {
                return found.Error;
            }

            if (found.Value is not { } group)
            {
                return new Error(ErrorKind.Invalid, $"Group '{LogText.Clean(name)}' not found in Entra ID");
            }

            resolved.Add(group);
        }

        return resolved.DistinctBy(group => group.Id).ToArray();
    }

    private static DirectoryGroup ToGroup(GraphGroup group)
    {
        var name = string.IsNullOrEmpty(group.DisplayName) ? group.Id : group.DisplayName;
        return new(name, group.Id, "/" + name)
        {
            Attributes = string.IsNullOrEmpty(group.Description)
                ? null
                : new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["description"] = [group.Description] },
        };
    }

    // Required even of groups without a mailbox, and limited to what an address may hold.
    private static string NicknameOf(string name)
    {
        var letters = name.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_').Take(MaxNickname).ToArray();
        return letters.Length > 0 ? new string(letters) : "group";
    }
}
