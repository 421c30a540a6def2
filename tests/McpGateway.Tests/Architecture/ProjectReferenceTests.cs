using System.Xml.Linq;

namespace McpGateway.Tests.Architecture;

/// <summary>
/// A project exists where the compiler must forbid an import, so the table of references is the table of walls (docs/adr/0026-walls.md).
/// References do not pass on: what is not named cannot be used.
/// </summary>
public sealed class ProjectReferenceTests
{
    /// <summary>Project, and the projects it may reference.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Contracts"] = [],
        ["Cli"] = ["Contracts"],
        ["Proxy"] = [],
        ["Foundation"] = ["Contracts"],
        ["Access"] = ["Foundation", "Proxy"],
        ["Identity"] = ["Access", "Contracts", "Foundation", "Proxy"],
        ["AuthorizationServer"] = ["Access", "Contracts", "Foundation", "Identity", "Proxy"],
        ["Core"] = ["Access", "Contracts", "Foundation", "Proxy"],
        ["Embeddings.Onnx"] = ["Core", "Foundation"],
        ["Storage"] = ["Contracts", "Foundation"],
        ["Storage.MongoDB"] = ["Contracts", "Foundation", "Storage"],
        ["Web"] = ["Access", "AuthorizationServer", "Core", "Foundation", "Identity", "Proxy"],
        ["Host"] =
        [
            "Access", "AuthorizationServer", "Contracts", "Core", "Embeddings.Onnx", "Foundation", "Identity", "Proxy", "Storage",
            "Storage.MongoDB", "Web",
        ],
    };

    [Fact]
    public void Projects_ReferenceWhatTheTableAllows()
    {
        var actual = RepositoryFiles.Under("src", ".csproj").ToDictionary(NameOf, ReferencesOf, StringComparer.Ordinal);

        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(actual, project => Assert.Equal(
            string.Join(", ", Allowed[project.Key]), string.Join(", ", project.Value)));
    }

    [Fact]
    public void References_DoNotPassOn()
    {
        var properties = XDocument.Load(RepositoryFiles.Absolute("Directory.Build.props")).Descendants(
            "DisableTransitiveProjectReferences");

        Assert.Equal("true", Assert.Single(properties).Value);
    }

    [Fact]
    public void ReferencesOf_ReadsEveryReference() => Assert.Equal(
        ["Access", "Foundation"],
        ReferencesIn(XDocument.Parse(
            """
            <Project>
              <ItemGroup><ProjectReference Include="../McpGateway.Foundation/McpGateway.Foundation.csproj" /></ItemGroup>
              <ItemGroup><ProjectReference Include="..\McpGateway.Access\McpGateway.Access.csproj" PrivateAssets="all" /></ItemGroup>
            </Project>
            """)));

    private static string[] ReferencesOf(string project) => ReferencesIn(XDocument.Load(RepositoryFiles.Absolute(project)));

    private static string[] ReferencesIn(XDocument project) =>
        [.. project.Descendants("ProjectReference").Select(static item => NameOf(item.Attribute("Include")!.Value)).Order(
            StringComparer.Ordinal)];

    private static string NameOf(string path) =>
        path.Split('/', '\\')[^1].Replace("McpGateway.", "", StringComparison.Ordinal).Replace(".csproj", "", StringComparison.Ordinal);
}
