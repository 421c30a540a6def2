using McpGateway.Access.Scopes;
using McpGateway.Foundation;

namespace McpGateway.Access.Decisions;

/// <summary>A scope, indexed by server. Made once per change of its record, shared by every snapshot until the next change.</summary>
public sealed class CompiledScope
{
    private static readonly string[] AdministrativeActions =
        [ServerPermissions.Register, ServerPermissions.Modify, ServerPermissions.Toggle];

    private readonly Dictionary<string, List<ServerRule>> _byServer = new(StringComparer.Ordinal);
    private readonly List<ServerRule> _anyServer = [];

    public CompiledScope(ScopeRecord record)
    {
        Record = record;
        foreach (var rule in record.Rules)
        {
            var server = NameOf(rule);
            if (server == "*")
            {
                _anyServer.Add(rule);
            }
            else if (server.Length > 0)
            {
                (_byServer.TryGetValue(server, out var rules) ? rules : _byServer[server] = []).Add(rule);
            }
        }
    }

    public ScopeRecord Record { get; }

    public string Name => Record.Name;

    /// <summary>Rules for every server.</summary>
    public IReadOnlyList<ServerRule> AnyServer => _anyServer;

    /// <summary>Servers that rules name, <c>*</c> included.</summary>
    public IEnumerable<string> Servers => Record.Rules.Select(NameOf).Where(static server => server.Length > 0);

    /// <summary>Registers, modifies and switches every server.</summary>
    public bool AdministersServers =>
        AdministrativeActions.All(action => Record.UiPermissions.TryGetValue(action, out var resources) && resources.Contains("all"));

    /// <summary>Rules that name <paramref name="server"/>, without those for every server.</summary>
    public IReadOnlyList<ServerRule> Naming(string server)
    {
        // Not a conditional expression: its empty side would be a new list on every request to a server that only a wildcard covers.
        if (_byServer.TryGetValue(server, out var rules))
        {
            return rules;
        }

        return [];
    }

    /// <summary>
    /// The name that a rule is matched by: no slashes at its ends. Only a rule written <c>*</c> means every server:
    /// <c>/*</c> counts as a mistake and matches nothing.
    /// </summary>
    public static string NameOf(ServerRule rule)
    {
        var name = rule.Server.Trim('/');
        return name == "*" && rule.Server.StartsWith('/') ? "" : name;
    }
}
