using System.Text.Json;
using McpGateway.Access.Scopes;

namespace McpGateway.Access.Files;

/// <summary>
/// Reads the parts that the YAML and the JSON form share: lists of rules, lists of names, registry permissions. Goes on after a problem,
/// so that an import reports all of them.
/// </summary>
internal sealed class RuleReader
{
    private readonly List<ImportProblem> _problems = [];

    public IReadOnlyList<ImportProblem> Problems => _problems;

    public void Problem(FileNode node, string scope, string message) => _problems.Add(new(node.Line, scope, message));

    /// <summary>
    /// The entries of <c>server_access</c>: rules, <c>{scope_name, access_rules}</c> wrappers around rules, and <c>agents</c> entries,
    /// which are kept as they are.
    /// </summary>
    public (IReadOnlyList<ServerRule> Rules, IReadOnlyList<JsonElement> Others) ReadEntries(FileNode? list, string scope)
    {
        var rules = new List<ServerRule>();
        var others = new List<JsonElement>();
        foreach (var entry in Items(list, scope, "the rules must be a list"))
        {
            if (entry.Member("access_rules") is { } wrapped)
            {
                rules.AddRange(
                    Items(wrapped, scope, "'access_rules' must be a list").Select(rule => ReadRule(rule, scope)).OfType<ServerRule>());
            }
            else if (entry.Member("server") is not null)
            {
                if (ReadRule(entry, scope) is { } rule)
                {
                    rules.Add(rule);
                }
            }
            else if (entry.Member("agents") is not null)
            {
                others.Add(entry.ToJson());
            }
            else
            {
                Problem(entry, scope, "an entry needs 'server' (with 'methods' and 'tools'), 'access_rules' or 'agents'");
            }
        }

        return (rules, others);
    }

    /// <summary>A list of names. A single name counts as a list of one: it is never searched for parts.</summary>
    public IReadOnlyList<string> ReadNames(FileNode? node, string scope, string what)
    {
        if (node is null || node.IsNothing)
        {
            return [];
        }

        if (node.Text is { } single)
        {
            return Named(node, scope, what, single) ? [single] : [];
        }

        return [.. Items(node, scope, $"{what} must be a name or a list of names")
            .Where(item => Named(item, scope, what, item.Text))
            .Select(static item => item.Text!)
            .Distinct(StringComparer.Ordinal)];
    }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> ReadPermissions(FileNode? node, string scope)
    {
        var permissions = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (node is null || node.IsNothing)
        {
            return permissions;
        }

        if (node.Members is null)
        {
            Problem(node, scope, "registry permissions must be a mapping from action to names");
            return permissions;
        }

        foreach (var (action, resources) in node.Members)
        {
            permissions[action] = ReadNames(resources, scope, $"'{action}'");
        }

        return permissions;
    }

    private ServerRule? ReadRule(FileNode entry, string scope)
    {
        if (entry.Member("server")?.Text is not { } server || server.Trim('/').Length == 0)
        {
            Problem(entry, scope, "a rule needs 'server': the path of a server without slashes, or '*'");
            return null;
        }

        if (server is "/*" or "/*/")
        {
            Problem(entry, scope, $"'server: {server}' matches nothing; write '*' for every server");
            return null;
        }

        return new(server, ReadNames(entry.Member("methods"), scope, "'methods'"), ReadNames(entry.Member("tools"), scope, "'tools'"));
    }

    private IReadOnlyList<FileNode> Items(FileNode? node, string scope, string message)
    {
        if (node is null || node.IsNothing)
        {
            return [];
        }

        if (node.Items is null)
        {
            Problem(node, scope, message);
        }

        return node.Items ?? [];
    }

    private bool Named(FileNode node, string scope, string what, string? name)
    {
        if (!string.IsNullOrWhiteSpace(name))
        {
            return true;
        }

        Problem(node, scope, $"{what} holds something that is not a name");
        return false;
    }
}
