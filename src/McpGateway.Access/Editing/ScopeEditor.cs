using McpGateway.Access.Decisions;
using McpGateway.Access.Groups;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Access.Editing;

/// <summary>Changes one scope as a whole, and says beforehand whom that would touch.</summary>
public sealed partial class ScopeEditor(
    ScopeRepository scopes, DocumentStore documents, IRegisteredServers servers, IEnumerable<IKnownUsers> users,
    IOptions<AccessOptions> options,
    TimeProvider time, ILogger<ScopeEditor> logger)
{
    private const int MaxListed = 100;

    private static readonly Error AdminsOnly = new(ErrorKind.Forbidden, "Only administrators can change the access policy.");

    public async Task<Result<IReadOnlyList<ScopeRecord>>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.Permissions.IsAdmin
        ? (await scopes.ListAsync(cancellationToken)).Select(static document => document.Value).ToArray()
        : AdminsOnly;

    /// <summary>The scope with the version that <see cref="SaveAsync"/> expects.</summary>
    public async Task<Result<Document<ScopeRecord>>> FindAsync(Caller caller, string name, CancellationToken cancellationToken) =>
        !caller.Permissions.IsAdmin ? AdminsOnly
        : await scopes.FindAsync(name, cancellationToken) is { } document ? document
        : new Error(ErrorKind.NotFound, $"Group '{name}' not found");

    /// <summary>What saving the scope would change for whom. Stores nothing.</summary>
    public async Task<Result<AccessEffect>> PreviewAsync(Caller caller, ScopeRecord scope, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        var (before, after) = await CompareAsync(scope, cancellationToken);
        var old = before.FirstOrDefault(known => known.Name == scope.Name);
        var groups = scope.GroupMappings.Union(old?.GroupMappings ?? [], StringComparer.Ordinal).ToArray();
        var catalog = await servers.ListAsync(cancellationToken);
        var past = Compile(before);
        var future = Compile(after);
        var people = users.SelectMany(static directory => directory.List())
            .Where(user => user.IsEnabled && user.Groups.Intersect(groups).Any());
        IReadOnlyList<MemberEffect> effects =
        [
            .. people.Select(user => Effect(user.Name, false, user.Groups))
                .Concat(groups.Select(group => Effect(group, true, [group])))
                .OfType<MemberEffect>(),
        ];
        var batch = new DocumentBatch().Put(ScopeRepository.Scopes, scope.Name, scope, expectedVersion: null);
        var locksOut = !AdministratorGuard.HasAdministrator(after)
            || await documents.FindRefusalAsync(batch, cancellationToken) is not null;
        return new AccessEffect(effects, locksOut);

        MemberEffect? Effect(string name, bool isGroup, IReadOnlyList<string> memberOf)
        {
            var had = past.ScopesOf(memberOf);
            var has = future.ScopesOf(memberOf);
            var gained = Difference(catalog, past.For(had), future.For(has));
            var lost = Difference(catalog, future.For(has), past.For(had));
            var wasAdmin = past.PermissionsOf(memberOf, had).IsAdmin;
            var isAdmin = future.PermissionsOf(memberOf, has).IsAdmin;
            return gained.Count + lost.Count == 0 && wasAdmin == isAdmin
                ? null
                : new(
                    name, isGroup, [.. gained.Take(MaxListed)], [.. lost.Take(MaxListed)], gained.Count, lost.Count,
                    wasAdmin == isAdmin ? null : isAdmin);
        }
    }

    /// <param name="version">The version that the caller saw: a change that somebody else made meanwhile is not overwritten.</param>
    public async Task<Result<ScopeRecord>> SaveAsync(Caller caller, ScopeRecord scope, long version, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        if (Problems(scope) is { Count: > 0 } problems)
        {
            return Error.OfFields(problems);
        }

        var (_, after) = await CompareAsync(scope, cancellationToken);
        if (!AdministratorGuard.HasAdministrator(after))
        {
            return AdministratorGuard.Refusal;
        }

        var next = scope with { UpdatedAt = time.GetUtcNow() };
        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(ScopeRepository.Scopes, scope.Name, next, version), cancellationToken);
        if (!committed.IsSuccess)
        {
            return committed.Error.Kind == ErrorKind.Conflict
                ? new Error(ErrorKind.Conflict, "Somebody else changed this group meanwhile: load it again.")
                : committed.Error;
        }

        LogSaved(scope.Name, caller.UserName);
        return next;
    }

    private static IReadOnlyList<FieldProblem> Problems(ScopeRecord scope) =>
    [
        .. scope.Rules.Where(static rule => rule.Server.Trim('/').Length == 0)
            .Select(static _ => new FieldProblem("rules", "Every rule names a server, or * for all")),
        .. scope.Rules.Where(static rule => rule.Methods.Count == 0 && rule.Tools.Count == 0)
            .Select(static rule => new FieldProblem("rules", $"The rule for '{rule.Server}' allows nothing: name methods or tools")),
        .. scope.GroupMappings.Where(static group => group.Trim().Length == 0)
            .Select(static _ => new FieldProblem("group_mappings", "A group has a name")),
    ];

    private static List<string> Difference(IReadOnlyList<CatalogServer> catalog, CompiledAccess without, CompiledAccess with)
    {
        var names = new List<string>();
        foreach (var server in catalog)
        {
            var former = without.For(server.TechnicalName);
            var latter = with.For(server.TechnicalName);
            if (!ReferenceEquals(former, latter))
            {
                names.AddRange(server.Tools.Where(
                    tool => latter.AllowsTool(tool) && !former.AllowsTool(tool)).Select(tool => $"{server.TechnicalName}: {tool}"));
            }
        }

        return names;
    }

    private async Task<(
        List<ScopeRecord> Before, List<ScopeRecord> After)> CompareAsync(ScopeRecord scope, CancellationToken cancellationToken)
    {
        var before = (await scopes.ListAsync(cancellationToken)).Select(static document => document.Value).ToList();
        return (before, [.. before.Where(known => known.Name != scope.Name), scope]);
    }

    private AccessSnapshot Compile(IEnumerable<ScopeRecord> records) =>
        new([.. records.Select(static record => new CompiledScope(record))], options.Value.ToolsWildcardOpensMethods, version: 0);

    [LoggerMessage(EventId = 3020, Level = LogLevel.Information, Message = "Scope {Scope} was changed by {User}.")]
    private partial void LogSaved(string scope, string user);
}
