using McpGateway.Access.Scopes;
using YamlDotNet.Core;

namespace McpGateway.Access.Files;

/// <summary>
/// What a <c>scopes.yml</c> says. Three parts: <c>UI-Scopes</c> (scope → registry permissions), <c>group_mappings</c> (group → scopes),
/// and every other top-level key is a scope with its list of server rules.
/// </summary>
public sealed record ScopesFile
{
    internal const string UiScopes = "UI-Scopes";
    internal const string GroupMappings = "group_mappings";

    /// <summary>Largest file that is read, in characters.</summary>
    internal const int MaxLength = 4 * 1024 * 1024;

    /// <summary>The scopes, by name. Empty when there are problems.</summary>
    public required IReadOnlyList<ScopeRecord> Scopes { get; init; }

    /// <summary>Everything that is wrong with the file. A file with problems must not be applied.</summary>
    public required IReadOnlyList<ImportProblem> Problems { get; init; }

    /// <summary>Names that only <c>group_mappings</c> mentions: they are kept as scopes that grant nothing.</summary>
    public required IReadOnlyList<string> Undefined { get; init; }

    public static ScopesFile Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
        {
            return Broken(new(0, "", $"the file is longer than {MaxLength} characters"));
        }

        try
        {
            return Read(YamlReader.Read(text));
        }
        catch (YamlException failure)
        {
            return Broken(new((int)failure.Start.Line, "", "not readable as YAML: " + failure.Message));
        }
    }

    private static ScopesFile Read(FileNode root)
    {
        var reader = new RuleReader();
        var scopes = new SortedDictionary<string, ScopeRecord>(StringComparer.Ordinal);
        foreach (var (name, node) in Sections(reader, root))
        {
            if (name is UiScopes or GroupMappings)
            {
                continue;
            }

            CheckName(reader, node, name);
            var (rules, others) = reader.ReadEntries(node, name);
            scopes[name] = new() { Name = name, Rules = rules, OtherEntries = others };
        }

        foreach (var (name, node) in Sections(reader, root.Member(UiScopes)))
        {
            CheckName(reader, node, name);
            var scope = scopes.GetValueOrDefault(name) ?? new() { Name = name };
            scopes[name] = scope with { UiPermissions = reader.ReadPermissions(node, name) };
        }

        var undefined = ReadGroups(reader, root.Member(GroupMappings), scopes);
        return new()
        {
            Scopes = reader.Problems.Count == 0 ? [.. scopes.Values] : [],
            Problems = [.. reader.Problems.OrderBy(static problem => problem.Line)],
            Undefined = undefined,
        };
    }

    private static List<string> ReadGroups(RuleReader reader, FileNode? node, SortedDictionary<string, ScopeRecord> scopes)
    {
        var undefined = new List<string>();
        foreach (var (group, names) in Sections(reader, node))
        {
            foreach (var name in reader.ReadNames(names, "", $"group '{group}'"))
            {
                if (!scopes.TryGetValue(name, out var scope))
                {
                    CheckName(reader, names, name);
                    undefined.Add(name);
                    scope = new() { Name = name };
                }

                scopes[name] = scope with { GroupMappings = [.. scope.GroupMappings, group] };
            }
        }

        return undefined;
    }

    private static void CheckName(RuleReader reader, FileNode node, string name)
    {
        if (ScopeNames.ProblemOf(name) is { } problem)
        {
            reader.Problem(node, name, problem);
        }
    }

    private static IReadOnlyList<KeyValuePair<string, FileNode>> Sections(RuleReader reader, FileNode? node)
    {
        if (node is null || node.IsNothing)
        {
            return [];
        }

        if (node.Members is null)
        {
            reader.Problem(node, "", "expected a mapping ('name:' followed by its content)");
            return [];
        }

        return node.Members;
    }

    private static ScopesFile Broken(ImportProblem problem) => new() { Scopes = [], Problems = [problem], Undefined = [] };
}
