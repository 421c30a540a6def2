namespace McpGateway.Tests.Architecture;

public sealed class FolderGraphTests
{
    private static NamedType Type(string space, string name = "Any") => new("McpGateway.Core", "McpGateway.Core" + space, name);

    [Fact]
    public void Circles_WithoutOne_IsEmpty() =>
        Assert.Empty(FolderGraph.Of(("A", "B"), ("B", "C"), ("A", "C"), ("D", "A")).Circles());

    [Fact]
    public void Circles_OfTwoAndOfThree_AreFoundEachOnce() => Assert.Equal(
        ["A ↔ B", "C ↔ D ↔ E"],
        FolderGraph.Of(("A", "B"), ("B", "A"), ("B", "C"), ("C", "D"), ("D", "E"), ("E", "C"), ("E", "F")).Circles());

    [Fact]
    public void Of_TypesOfSubfolders_AreEdgesAtTheDepthAskedFor()
    {
        (NamedType, NamedType)[] references = [(Type(".Registry.Servers.Deep"), Type(".Health.Checks")),
            (Type(".Health"), Type(".Health.Push"))];

        Assert.Equal([("Core/Registry", "Core/Health")], FolderGraph.Of(references, depth: 1).Edges);
        Assert.Equal(
            [("Core/Registry/Servers", "Core/Health/Checks"), ("Core/Health", "Core/Health/Push")],
            FolderGraph.Of(references, depth: 2).Edges);
    }

    [Fact]
    public void Of_ClassesThatPutAFolderTogether_StandAboveIt()
    {
        var (services, options, part) = (Type(".Health", "HealthServices"), Type(".Health", "HealthOptions"), Type(".Health.Checks"));

        var graph = FolderGraph.Of([(services, options), (services, part), (part, options)], depth: 2);

        Assert.Contains(("Core/Health (composition)", "Core/Health/Checks"), graph.Edges);
        Assert.Empty(graph.Circles());
        Assert.Single(FolderGraph.Of([(services, part), (part, services)], depth: 2).Circles());
    }

    [Fact]
    public void Of_TypesOfOthersAndGeneratedNamespaces_AreNoFolders() => Assert.Empty(FolderGraph.Of(
        [
            (Type(".Health"), new NamedType("System.Runtime", "System", "Object")),
            (Type(".Health"), new NamedType("McpGateway.Core", "System.Text.RegularExpressions.Generated", "Any")),
            (Type(".Health"), new NamedType("McpGateway.Core", "", "<PrivateImplementationDetails>")),
        ],
        depth: 1).Edges);
}
