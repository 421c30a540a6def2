namespace McpGateway.Tests.Architecture;

/// <summary>
/// Which folder may use which, from the compiled product. Folders of different projects need the project reference as well
/// (<see cref="ProjectReferenceTests"/>).
/// </summary>
public sealed class FolderDependencyTests
{
    private const string List = "tests/McpGateway.Tests/Architecture/folder-edges.txt";

    /// <summary>Composition is not listed: it may use all that its project may.</summary>
    [Fact]
    public void Folders_UseWhatTheListAllows_AndTheListHasNothingElse()
    {
        var edges =
            from edge in FolderGraph.Of(ProductAssemblies.TypeReferences, depth: 2).Edges
            where !FolderGraph.IsComposition(edge.From)
            select $"{edge.From} -> {edge.To}";

        AcceptedText.Verify(
            List,
            edges.Order(StringComparer.Ordinal),
            "The list of who uses whom only shrinks. A new edge (+): move what is shared to the folder that both already use, "
                + "or hand it in "
            + "through an interface of the user's; where a new edge is right, give the reason in the pull request. "
            + "An edge that is gone (-) leaves the list, so that it does not come back unseen.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Folders_OfOneProject_MakeNoCircle(int depth)
    {
        var graph = FolderGraph.Of(ProductAssemblies.TypeReferences, depth);
        var inside = FolderGraph.Of([.. graph.Edges.Where(edge => FolderGraph.ProjectOf(edge.From) == FolderGraph.ProjectOf(edge.To))]);

        Assert.Empty(inside.Circles());
    }

    [Fact]
    public void Folders_OfEveryProduct_AreRead()
    {
        var read = FolderGraph.Of(ProductAssemblies.TypeReferences, depth: 1).Edges.Select(edge =>
            FolderGraph.ProjectOf(edge.From)).Distinct();

        Assert.Equal(ProductAssemblies.Names.Select(name => name["McpGateway.".Length..]).Order(), read.Order());
    }
}
