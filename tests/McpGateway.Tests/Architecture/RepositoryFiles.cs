using System.Reflection;

namespace McpGateway.Tests.Architecture;

/// <summary>The sources that this test program was built from.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] Generated = ["obj", "bin", "node_modules", "artifacts"];

    public static string Root { get; } = typeof(RepositoryFiles).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "RepositoryRoot").Value!;

    /// <param name="path">Relative to the root, with forward slashes.</param>
    public static string Absolute(string path) => Path.Combine([Root, .. path.Split('/')]);

    /// <summary>Files that people write, as paths relative to the root with forward slashes, in ordinal order.</summary>
    public static IEnumerable<string> Under(string folder, params string[] extensions) =>
        from file in Directory.EnumerateFiles(Absolute(folder), "*", SearchOption.AllDirectories)
        where extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal)
        let path = Path.GetRelativePath(Root, file).Replace(Path.DirectorySeparatorChar, '/')
        where !path.Split('/').Intersect(Generated, StringComparer.Ordinal).Any()
        orderby path
        select path;
}
