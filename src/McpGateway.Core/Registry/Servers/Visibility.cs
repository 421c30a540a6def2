using McpGateway.Foundation;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Who sees a server, of those whom the access rules allow it: it narrows what they give, and gives nothing.</summary>
public static class Visibility
{
    public const string Public = "public";

    /// <summary>Its owner's and administrators' alone.</summary>
    public const string Private = "private";

    /// <summary>That of members of the groups that it names.</summary>
    public const string GroupRestricted = "group-restricted";

    private const int MaxGroups = 100;
    private const int MaxGroup = 200;

    public static readonly IReadOnlyList<string> All = [Public, Private, GroupRestricted];

    /// <summary>The value that a word of a client stands for; null when it stands for none.</summary>
    public static string? Parse(string text) => text switch
    {
        Public or Private or GroupRestricted => text,
        "internal" => Private,
        "group" => GroupRestricted,
        _ => null,
    };

    internal static IEnumerable<FieldProblem> ProblemsOf(ServerRegistration draft, ServerRecord? current)
    {
        var visibility = draft.Visibility is null ? current?.Visibility : Parse(draft.Visibility);
        if (draft.Visibility is not null && visibility is null)
        {
            yield return new("visibility", $"Must be one of: {string.Join(", ", All)}");
        }

        var groups = draft.AllowedGroups ?? current?.AllowedGroups ?? [];
        if (visibility == GroupRestricted && groups.Count == 0)
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

/// <summary>
/// What decides who sees a server. Lists, details, search, the registry API and the data plane ask this and nothing else, so that what is
/// listed can be called.
/// </summary>
public sealed record ServerExposure(string Visibility, IReadOnlyList<string> AllowedGroups, string? OwnerSubject)
{
    private static readonly ServerExposure Everybody = new(Servers.Visibility.Public, [], null);

    public static ServerExposure Of(ServerRecord server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.Visibility == Servers.Visibility.Public
            ? Everybody
            : new(server.Visibility, server.AllowedGroups, server.OwnerSubject);
    }

    public bool Includes(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return Visibility == Servers.Visibility.Public
            || caller.Permissions.IsAdmin
            || (OwnerSubject is not null && OwnerSubject == caller.Subject)
            || (Visibility == Servers.Visibility.GroupRestricted && AllowedGroups.Any(caller.Groups.Contains));
    }
}
