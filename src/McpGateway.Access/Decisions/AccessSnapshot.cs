using McpGateway.Access.Scopes;
using McpGateway.Foundation;

namespace McpGateway.Access.Decisions;

/// <summary>The whole access policy at one moment: every scope and group, compiled. Replaced, never changed.</summary>
public sealed class AccessSnapshot
{
    public static readonly AccessSnapshot Empty = new([], toolsOpenMethods: false, version: 0);

    private readonly Dictionary<string, CompiledScope> _scopes;
    private readonly Dictionary<string, string[]> _groups;
    private readonly ScopeSets _sets;
    private readonly bool _toolsOpenMethods;

    public AccessSnapshot(IReadOnlyCollection<CompiledScope> scopes, bool toolsOpenMethods, long version)
    {
        Version = version;
        _toolsOpenMethods = toolsOpenMethods;
        _scopes = scopes.ToDictionary(static scope => scope.Name, StringComparer.Ordinal);
        _groups = GroupIndex(scopes);
        _sets = new(Compile);
    }

    /// <summary>Grows with each policy that this process publishes. What was derived from an older version must be derived again.</summary>
    public long Version { get; }

    /// <summary>Every scope, in no particular order.</summary>
    public IEnumerable<ScopeRecord> Scopes => _scopes.Values.Select(static scope => scope.Record);

    /// <summary>Every group that is mapped to a scope.</summary>
    public IReadOnlyCollection<string> Groups => _groups.Keys;

    internal int CachedSets => _sets.Count;

    public ScopeRecord? FindScope(string name) => _scopes.GetValueOrDefault(name)?.Record;

    /// <summary>
    /// The scopes of a member of <paramref name="groups"/>: in the order of the groups, for each group the scope of its own name first and
    /// the others by name, without repetitions.
    /// </summary>
    public IReadOnlyList<string> ScopesOf(IReadOnlyList<string> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        return [.. groups.SelectMany(group => _groups.GetValueOrDefault(group) ?? []).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What a caller with these scopes may do in the registry. The rules are those of <see cref="PermissionRules"/>.</summary>
    public CallerPermissions PermissionsOf(IReadOnlyList<string> groups, IReadOnlyList<string> scopes)
    {
        ArgumentNullException.ThrowIfNull(groups);
        return PermissionRules.ForGroups(For(scopes), groups);
    }

    /// <summary>Compiled rights of a set of scopes; names that the policy does not know grant nothing.</summary>
    public CompiledAccess For(IReadOnlyList<string> scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        return _sets.For(scopes);
    }

    /// <summary>
    /// The coarse layer of the REST surface: whether the caller may reach <c>/{surface}/{segment}/…</c> at all. The operation behind it
    /// decides again. Administrators always may.
    /// </summary>
    /// <param name="segment">Second path segment: <c>servers</c>, <c>agents</c>, <c>search</c>, …</param>
    /// <param name="surface">First path segment: <c>api</c> or <c>v0.1</c>.</param>
    public bool AllowsApi(Caller caller, string segment, string surface = "api")
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(segment);
        return caller.Permissions.IsAdmin || For(caller.Scopes).For(surface).AllowsApi(segment);
    }

    private CompiledAccess Compile(IReadOnlyList<string> names) =>
        new(
            [.. names.Distinct(StringComparer.Ordinal).Select(name => _scopes.GetValueOrDefault(name)).OfType<CompiledScope>()],
            _toolsOpenMethods);

    private static Dictionary<string, string[]> GroupIndex(IEnumerable<CompiledScope> scopes) => scopes
        .SelectMany(static scope => scope.Record.GroupMappings.Select(group => (group, scope.Name)))
        .GroupBy(static pair => pair.group, static pair => pair.Name, StringComparer.Ordinal)
        .ToDictionary(
            static group => group.Key,
            static group => group.Distinct(StringComparer.Ordinal)
                .OrderBy(name => name != group.Key)
                .ThenBy(static name => name, StringComparer.Ordinal)
                .ToArray(),
            StringComparer.Ordinal);
}
