using System.Reflection;
using System.Xml.Linq;

namespace McpGateway.Tests.Architecture;

/// <summary>The compiled product.</summary>
internal static class ProductAssemblies
{
    private static readonly Lazy<IReadOnlyList<(NamedType, NamedType)>> References = new(ReadAll);

    public static IReadOnlyList<string> Names { get; } =
        [.. RepositoryFiles.Under("src", ".csproj").Select(path => Path.GetFileNameWithoutExtension(path))];

    /// <summary>The files of the assemblies, without extension.</summary>
    public static IEnumerable<string> FileNames => Files.Select(static file => file.File);

    public static IEnumerable<Assembly> Loaded => Files.Select(static file => Assembly.Load(file.File));

    /// <summary>File without extension, and project: a program may be named otherwise than its project.</summary>
    private static IEnumerable<(string File, string Project)> Files => Names.Zip(RepositoryFiles.Under("src", ".csproj")).Select(
        static pair => (NameIn(pair.Second) ?? pair.First, pair.First));

    public static IReadOnlyList<(NamedType From, NamedType To)> TypeReferences => References.Value;

    private static List<(NamedType, NamedType)> ReadAll()
    {
        var all = new List<(NamedType, NamedType)>();
        foreach (var (file, project) in Files)
        {
            using var image = File.OpenRead(Path.Combine(AppContext.BaseDirectory, file + ".dll"));
            all.AddRange(TypeReferenceReader.Read(image).Select(pair => (InProject(pair.From), InProject(pair.To))));

            NamedType InProject(NamedType type) => type.Assembly == file ? type with { Assembly = project } : type;
        }

        return all;
    }

    private static string? NameIn(string project) =>
        XDocument.Load(RepositoryFiles.Absolute(project)).Descendants("AssemblyName").SingleOrDefault()?.Value;
}
