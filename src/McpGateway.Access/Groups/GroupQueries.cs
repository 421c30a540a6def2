using McpGateway.Access.Scopes;
using McpGateway.Foundation;

namespace McpGateway.Access.Groups;

/// <summary>Reads groups. Administrators see all; other callers see the groups whose scopes they hold.</summary>
public sealed class GroupQueries(ScopeRepository scopes, GroupDirectory directory)
{
    public async Task<GroupListing> ListAsync(Caller caller, bool withDirectory, bool withScopes, CancellationToken cancellationToken)
    {
        IReadOnlyList<ScopeRecord>? visible = null;
        if (withScopes)
        {
            visible = [.. (await scopes.ListAsync(cancellationToken)).Select(
                static document => document.Value).Where(scope => IsVisible(caller, scope.Name))];
        }

        if (!withDirectory)
        {
            return new(null, null, visible);
        }

        if (!caller.Permissions.IsAdmin)
        {
            return new([], "Only administrators see the groups of the identity provider", visible);
        }

        var listed = await directory.ListAsync(cancellationToken);
        return listed.IsSuccess ? new(listed.Value, null, visible) : new([], listed.Error.Detail, visible);
    }

    public async Task<Result<ScopeRecord>> FindAsync(Caller caller, string name, CancellationToken cancellationToken) =>
        IsVisible(caller, name) && await scopes.FindAsync(name, cancellationToken) is { } document
            ? document.Value
            : new Error(ErrorKind.NotFound, $"Group '{name}' not found");

    private static bool IsVisible(Caller caller, string name) => caller.Permissions.IsAdmin || caller.Scopes.Contains(name);
}
