using McpGateway.Access.Decisions;
using McpGateway.Access.Groups;
using McpGateway.Foundation;

namespace McpGateway.Access.Editing;

/// <summary>Questions about the policy in force that go over many people or many servers. For administrators.</summary>
public sealed class AccessReviews(
    AccessSnapshotHolder holder, IRegisteredServers servers, AccessVisibility visibility, IEnumerable<IKnownUsers> known,
    IEnumerable<IKnownAccounts> accounts)
{
    /// <summary>Who may use a server, and through which scopes. People to whom it is not shown are left out.</summary>
    /// <param name="server">Its path, slashes at its ends ignored.</param>
    /// <param name="tool">Only who may call this tool; null for all who may use the server at all.</param>
    public async Task<Result<ServerAudience>> WhoMayUseAsync(
        Caller caller, string server, string? tool, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return AccessOperations.AdminsOnly;
        }

        var name = server.Trim('/');
        if (await servers.FindAsync("/" + name, cancellationToken) is not { } registered)
        {
            return new Error(ErrorKind.NotFound, $"No server is registered at '{name}'");
        }

        var snapshot = holder.Current;
        bool Allows(ServerAccess access) => tool is null ? access.AllowsServer : access.AllowsTool(tool);
        var scopes = snapshot.Scopes.Select(scope => (scope, access: snapshot.For([scope.Name]).For(name)))
            .Where(pair => Allows(pair.access))
            .Select(pair => new GrantingScope(
                pair.scope.Name, pair.scope.GroupMappings, [.. registered.Tools.Where(pair.access.AllowsTool)]))
            .OrderBy(static scope => scope.Name, StringComparer.Ordinal).ToArray();
        var granting = scopes.Select(static scope => scope.Name).ToHashSet(StringComparer.Ordinal);
        var people = known.SelectMany(static directory => directory.List())
            .Select(user => (user, asked: AskedCaller.Of(snapshot, user)))
            .Where(pair => Allows(snapshot.For(pair.asked.Scopes).For(name)) && visibility.Sees(pair.asked, name))
            .Select(pair => new ServerUser(pair.user.Name, pair.user.IsEnabled, [.. pair.asked.Scopes.Where(granting.Contains)]))
            .OrderBy(static user => user.Name, StringComparer.Ordinal).ToArray();
        return new ServerAudience(registered.Tools, scopes, people);
    }

    /// <summary>What two users may call: each alone, and both.</summary>
    /// <returns><see cref="ErrorKind.NotFound"/> for somebody who is not known here.</returns>
    public async Task<Result<AccessComparison>> CompareAsync(
        Caller caller, string first, string second, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return AccessOperations.AdminsOnly;
        }

        if (await accounts.FindAsync(first, cancellationToken) is not { } firstUser)
        {
            return Unknown(first);
        }

        if (await accounts.FindAsync(second, cancellationToken) is not { } secondUser)
        {
            return Unknown(second);
        }

        var snapshot = holder.Current;
        var (left, right) = (AskedCaller.Of(snapshot, firstUser), AskedCaller.Of(snapshot, secondUser));
        var differences = new List<ServerDifference>();
        var common = 0;
        foreach (var server in await servers.ListAsync(cancellationToken))
        {
            var (one, other) = (AccessOf(snapshot, left, server), AccessOf(snapshot, right, server));
            var difference = new ServerDifference(
                server.TechnicalName,
                server.DisplayName,
                [.. server.Tools.Where(tool => one.AllowsTool(tool) && !other.AllowsTool(tool))],
                [.. server.Tools.Where(tool => other.AllowsTool(tool) && !one.AllowsTool(tool))],
                server.Tools.Count(tool => one.AllowsTool(tool) && other.AllowsTool(tool)),
                one.AllowsServer,
                other.AllowsServer);
            common += difference.Both;
            if (difference.IsDifferent)
            {
                differences.Add(difference);
            }
        }

        return new AccessComparison(left.Scopes, right.Scopes, differences, common);
    }

    private ServerAccess AccessOf(AccessSnapshot snapshot, Caller asked, CatalogServer server) =>
        visibility.Sees(asked, server.TechnicalName) ? snapshot.For(asked.Scopes).For(server.TechnicalName) : ServerAccess.None;

    private static Error Unknown(string user) => new(
        ErrorKind.NotFound, user.Length == 0 ? "Name two users to compare." : $"User '{user}' is not known here");
}

/// <summary>Who may use a server.</summary>
/// <param name="Tools">All that it has.</param>
/// <param name="Scopes">Those that grant it, by name.</param>
/// <param name="People">Accounts that are known here, by name; members of an identity provider's groups are not among them.</param>
public sealed record ServerAudience(IReadOnlyList<string> Tools, IReadOnlyList<GrantingScope> Scopes, IReadOnlyList<ServerUser> People);

/// <param name="Groups">Of people, that have the scope.</param>
/// <param name="Tools">Of the server, that it grants.</param>
public sealed record GrantingScope(string Name, IReadOnlyList<string> Groups, IReadOnlyList<string> Tools);

/// <param name="Scopes">Through which.</param>
public sealed record ServerUser(string Name, bool IsEnabled, IReadOnlyList<string> Scopes);

/// <summary>What two users may call.</summary>
/// <param name="Differences">Servers at which they may not do the same.</param>
/// <param name="Common">Tools that both may call, at all servers.</param>
public sealed record AccessComparison(
    IReadOnlyList<string> FirstScopes, IReadOnlyList<string> SecondScopes, IReadOnlyList<ServerDifference> Differences, int Common);

/// <param name="OnlyFirst">Tools that the first alone may call.</param>
/// <param name="OnlySecond">Tools that the second alone may call.</param>
/// <param name="Both">How many both may call.</param>
/// <param name="FirstMayUse">Whether the first may use the server at all.</param>
public sealed record ServerDifference(
    string Server, string DisplayName, IReadOnlyList<string> OnlyFirst, IReadOnlyList<string> OnlySecond, int Both, bool FirstMayUse,
    bool SecondMayUse)
{
    public bool IsDifferent => OnlyFirst.Count + OnlySecond.Count > 0 || FirstMayUse != SecondMayUse;
}
