using System.Reflection;

namespace McpGateway.Tests.Architecture;

/// <summary>The compiled product.</summary>
internal static class ProductAssemblies
{
    private static readonly Lazy<IReadOnlyList<(NamedType, NamedType)>> References = new(ReadAll);

    public static IReadOnlyList<string> Names { get; } =
        [.. RepositoryFiles.Under("src", ".csproj").Select(path => Path.GetFileNameWithoutExtension(path))];

    public static IEnumerable<Assembly> Loaded => Names.Select(static name => Assembly.Load(name));

    public static IReadOnlyList<(NamedType From, NamedType To)> TypeReferences => References.Value;

    private static List<(NamedType, NamedType)> ReadAll()
    {
        var all = new List<(NamedType, NamedType)>();
        foreach (var name in Names)
        {
            using var image = File.OpenRead(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
            all.AddRange(TypeReferenceReader.Read(image));
        }

        return all;
    }
}
