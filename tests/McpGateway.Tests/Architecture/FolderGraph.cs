using System.Text.RegularExpressions;

namespace McpGateway.Tests.Architecture;

/// <summary>
/// Which folder of the product uses which. A folder's name is its path below <c>src</c> without the product's prefix, as
/// <c>Core/Registry</c>. The classes that put a folder's parts together (<c>…Services</c> and <c>…Endpoints</c> beside its subfolders)
/// stand
/// above the subfolders and everything else in the folder below them: they count as a folder of their own.
/// </summary>
internal sealed partial class FolderGraph
{
    private const string Product = "McpGateway.";
    private const string Composition = " (composition)";

    private FolderGraph(IEnumerable<(string From, string To)> edges) => Edges = edges.Where(edge => edge.From != edge.To).ToHashSet();

    public IReadOnlySet<(string From, string To)> Edges { get; }

    /// <param name="references">Types and what they name.</param>
    /// <param name="depth">How many folders below the project are told apart: 1 or 2. What lies deeper belongs to the last.</param>
    public static FolderGraph Of(IReadOnlyCollection<(NamedType From, NamedType To)> references, int depth)
    {
        var parents = references.SelectMany(static reference => new[] { reference.From, reference.To })
            .Select(static type => type.Namespace)
            .Where(static space => space.Contains('.', StringComparison.Ordinal))
            .Select(static space => space[..space.LastIndexOf('.')])
            .ToHashSet(StringComparer.Ordinal);
        return new(
            from reference in references
            let source = FolderOf(reference.From, depth, parents)
            let target = FolderOf(reference.To, depth, parents)
            where source is not null && target is not null
            select (source, target));
    }

    public static FolderGraph Of(params (string From, string To)[] edges) => new(edges);

    public static bool IsComposition(string folder) => folder.EndsWith(Composition, StringComparison.Ordinal);

    public static string ProjectOf(string folder) => folder.Split('/', ' ')[0];

    /// <summary>The folders that reach themselves, each circle as the sorted list of all its folders.</summary>
    public IReadOnlyList<string> Circles()
    {
        var next = Edges.ToLookup(edge => edge.From, edge => edge.To, StringComparer.Ordinal);
        var reached = Edges.Select(edge => edge.From).Distinct(StringComparer.Ordinal)
            .ToDictionary(folder => folder, folder => Reached(folder, next), StringComparer.Ordinal);
        var circles =
            from folder in reached.Keys
            where reached[folder].Contains(folder)
            select string.Join(" ↔ ", reached[folder]
                .Where(other => reached.TryGetValue(other, out var back) && back.Contains(folder))
                .Order(StringComparer.Ordinal));
        return [.. circles.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Namespaces are folders (IDE0130). What source generators write into namespaces of their own is in no folder.</summary>
    private static string? FolderOf(NamedType type, int depth, HashSet<string> parents)
    {
        if (!type.Assembly.StartsWith(Product, StringComparison.Ordinal) || !IsIn(type.Namespace, type.Assembly))
        {
            return null;
        }

        var below = type.Namespace[type.Assembly.Length..].Split('.', StringSplitOptions.RemoveEmptyEntries);
        var folder = string.Join('/', below.Take(depth).Prepend(type.Assembly[Product.Length..]));
        return below.Length < depth && parents.Contains(type.Namespace) && PutsTogether().IsMatch(type.Name) ? folder + Composition
            : folder;
    }

    private static bool IsIn(string space, string root) => space == root || space.StartsWith(root + ".", StringComparison.Ordinal);

    private static HashSet<string> Reached(string start, ILookup<string, string> next)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(next[start]);
        while (open.TryPop(out var folder))
        {
            if (reached.Add(folder))
            {
                foreach (var follower in next[folder])
                {
                    open.Push(follower);
                }
            }
        }

        return reached;
    }

    [GeneratedRegex("(Services|Endpoints)$")]
    private static partial Regex PutsTogether();
}
