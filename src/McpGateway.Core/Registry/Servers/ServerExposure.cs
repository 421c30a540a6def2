using McpGateway.Foundation;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// What decides who sees a server. Lists, details, search, the registry API and the data plane ask this and nothing else, so that what is
/// listed can be called.
/// </summary>
public sealed record ServerExposure(string Visibility, IReadOnlyList<string> AllowedGroups, string? OwnerSubject)
{
    private const int MaxGroups = 100;
    private const int MaxGroup = 200;

    private static readonly ServerExposure Everybody = new(ItemVisibility.Public, [], null);

    public static ServerExposure Of(ServerRecord server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.Visibility == ItemVisibility.Public
            ? Everybody
            : new(server.Visibility, server.AllowedGroups, server.OwnerSubject);
    }

    public bool Includes(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return Visibility == ItemVisibility.Public
            || caller.Permissions.IsAdmin
            || (OwnerSubject is not null && OwnerSubject == caller.Subject)
            || (Visibility == ItemVisibility.GroupRestricted && AllowedGroups.Any(caller.Groups.Contains));
    }

    /// <summary>What is wrong with what is stated of it.</summary>
    internal static IEnumerable<FieldProblem> ProblemsOf(ServerRegistration draft, ServerRecord? current)
    {
        var visibility = draft.Visibility is null ? current?.Visibility : ItemVisibility.Parse(draft.Visibility);
        if (draft.Visibility is not null && visibility is null)
        {
            yield return new("visibility", $"Must be one of: {string.Join(", ", ItemVisibility.All)}");
        }

        var groups = draft.AllowedGroups ?? current?.AllowedGroups ?? [];
        if (visibility == ItemVisibility.GroupRestricted && groups.Count == 0)
        {
            yield return new("allowed_groups", "Name one or more groups for a server that is group-restricted");
        }

        if (groups.Count > MaxGroups
            || groups.Any(static group => string.IsNullOrWhiteSpace(group) || group.Length > MaxGroup || group.Any(char.IsControl)))
        {
            yield return new("allowed_groups", $"At most {MaxGroups} names of groups, each of 1 to {MaxGroup} characters");
        }
    }
}
