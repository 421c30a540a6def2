using System.Reflection;

namespace McpGateway.Tests.Web;

/// <summary>The sources of the web UI, for rules that hold between several files.</summary>
internal static class WebSources
{
    private static readonly string Root = Path.Combine(
        typeof(WebSources).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static data => data.Key == "RepositoryRoot").Value!, "src");

    private static readonly string Web = Path.Combine(Root, "McpGateway.Web");

    public static string StyleSheet => File.ReadAllText(Path.Combine(Web, "Static", "app.css"));

    public static string PageStyleSheet => File.ReadAllText(Path.Combine(Root, "McpGateway.Foundation", "Pages", "pages.css"));

    /// <summary>Everything that gives elements their classes.</summary>
    public static IReadOnlyList<string> Code() =>
    [
        .. Directory.EnumerateFiles(Web, "*", SearchOption.AllDirectories)
            .Where(static file => Path.GetExtension(file) is ".razor" or ".cs" or ".js").Select(File.ReadAllText),
    ];

    public static IReadOnlyList<(string Name, string Text)> Razor() =>
        [.. Directory.EnumerateFiles(
            Web, "*.razor", SearchOption.AllDirectories).Select(static file => (Path.GetRelativePath(Web, file), File.ReadAllText(file)))];
}
