using System.Collections.Concurrent;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;

namespace McpGateway.Access.Decisions;

/// <summary>
/// What one set of scopes allows: made once per policy and set of scopes, then only looked up. Rights on a server are compiled when they
/// are first asked for, and only for servers that a rule names, so that callers cannot make it grow.
/// </summary>
public sealed class CompiledAccess
{
    private readonly CompiledScope[] _scopes;
    private readonly bool _toolsOpenMethods;
    private readonly bool _namesServers;
    private readonly ServerAccess _others;
    private readonly ConcurrentDictionary<string, ServerAccess> _servers = new(StringComparer.Ordinal);

    internal CompiledAccess(CompiledScope[] scopes, bool toolsOpenMethods)
    {
        _scopes = scopes;
        _toolsOpenMethods = toolsOpenMethods;
        _namesServers = scopes.Any(static scope => scope.Record.Rules.Count > scope.AnyServer.Count);
        _others = Access([.. scopes.SelectMany(static scope => scope.AnyServer)]);
        Permissions = PermissionRules.Merge(scopes);
    }

    /// <summary>Registry permissions of these scopes, for a caller of no particular group.</summary>
    internal CallerPermissions Permissions { get; }

    internal IReadOnlyList<CompiledScope> Scopes => _scopes;

    /// <param name="server">Name of a registered server; slashes at its ends are ignored.</param>
    public ServerAccess For(string server)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (!_namesServers)
        {
            return _others;
        }

        var name = server.Trim('/');
        if (_servers.TryGetValue(name, out var known))
        {
            return known;
        }

        List<ServerRule>? rules = null;
        foreach (var scope in _scopes)
        {
            if (scope.Naming(name) is { Count: > 0 } naming)
            {
                (rules ??= []).AddRange(naming);
            }
        }

        if (rules is null)
        {
            return _others;
        }

        rules.AddRange(_scopes.SelectMany(static scope => scope.AnyServer));
        return _servers.GetOrAdd(name, Access(rules));
    }

    /// <summary>Whether there is a server that these scopes reach and <paramref name="other"/> does not.</summary>
    public bool ReachesMoreThan(CompiledAccess other)
    {
        if (ReferenceEquals(this, other) || other._others.AllowsServer)
        {
            return false;
        }

        return _others.AllowsServer || _scopes.SelectMany(static scope => scope.Servers).Any(server => !other.For(server).AllowsServer);
    }

    internal ServerAccess Access(IReadOnlyCollection<ServerRule> rules) =>
        rules.Count == 0 ? ServerAccess.None : new(rules, _toolsOpenMethods);
}
