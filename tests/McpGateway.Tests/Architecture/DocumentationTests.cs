using System.Text.RegularExpressions;

namespace McpGateway.Tests.Architecture;

/// <summary>Pages name files and folders; a renamed one is renamed there too.</summary>
public sealed partial class DocumentationTests
{
    /// <summary>Folders of the repository: text that begins with one is a path.</summary>
    private static readonly string[] Roots = ["src/", "tests/", "docs/", "eng/", "bench/", "samples/", "deploy/"];

    public static TheoryData<string> Pages =>
    [
        .. RepositoryFiles.Under("docs", ".md"), .. RepositoryFiles.Under("deploy", ".md"), "README.md", "CHANGELOG.md", "CONTRIBUTING.md",
        "SECURITY.md", "bench/README.md", "samples/agents/README.md",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_PathsItNames_Exist(string page)
    {
        var text = File.ReadAllText(RepositoryFiles.Absolute(page));

        var missing = PathsIn(page, text).Where(static path => !Exists(path));

        Assert.Empty(missing.Distinct());
    }

    [Theory]
    [InlineData("see `src/McpGateway.Proxy/Nowhere.cs`", "src/McpGateway.Proxy/Nowhere.cs")]
    [InlineData("a [link](guides/access.md#top) and an [address](https://example.test/docs/x.md)", "docs/guides/access.md")]
    [InlineData("[up](../README.md) [image](img/flow.svg)", "README.md docs/img/flow.svg")]
    [InlineData("no path: `Registry/Endpoints`, `/api/servers`, `Health__Interval`", "")]
    public void PathsIn_AText_AreItsCodeAndItsLinks(string text, string paths) =>
        Assert.Equal(paths, string.Join(' ', PathsIn("docs/page.md", text)));

    private static IEnumerable<string> PathsIn(string page, string text)
    {
        var folder = page.Contains('/', StringComparison.Ordinal) ? page[..page.LastIndexOf('/')] : "";
        var code = Code().Matches(text).Select(static match => match.Groups["code"].Value)
            .Where(static code => Roots.Any(root => code.StartsWith(root, StringComparison.Ordinal)) && !code.Any(char.IsWhiteSpace));
        var links = Link().Matches(text).Select(static match => match.Groups["target"].Value)
            .Where(static target => !target.Contains("://", StringComparison.Ordinal)
            && !target.StartsWith("mailto:", StringComparison.Ordinal))
            .Select(target => Resolve(folder, target));
        return code.Concat(links).Where(static path => !path.Contains('*', StringComparison.Ordinal)
            && !path.Contains('…', StringComparison.Ordinal));
    }

    private static string Resolve(string folder, string target) => Path
        .GetRelativePath(RepositoryFiles.Root, Path.GetFullPath(Path.Combine(RepositoryFiles.Absolute(folder), target)))
        .Replace(Path.DirectorySeparatorChar, '/');

    private static bool Exists(string path) =>
        File.Exists(RepositoryFiles.Absolute(path)) || Directory.Exists(RepositoryFiles.Absolute(path.TrimEnd('/')));

    [GeneratedRegex("`(?<code>[^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)[^)]*\)")]
    private static partial Regex Link();
}
