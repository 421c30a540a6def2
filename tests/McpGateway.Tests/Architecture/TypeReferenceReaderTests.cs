using McpGateway.Tests.Architecture.Samples;

namespace McpGateway.Tests.Architecture;

public sealed class TypeReferenceReaderTests
{
    private static readonly IReadOnlyCollection<(NamedType From, NamedType To)> References = Read();

    public static TheoryData<string> Ways => new(
        "IAsInterface", "AsBaseArgument", "AsField", "AsParameter", "AsResult", "AsTypeArgument", "AsConstraint", "AsAttribute",
        "AsAttributeArgument", "AsLocal", "AsCreated", "AsCast", "AsCaught", "AsCalled", "InLambda", "InAsyncMethod", "InIterator",
        "InNestedType");

    [Theory]
    [MemberData(nameof(Ways))]
    public void Read_TypeNamedInThisWay_IsFound(string name) => Assert.Contains(name, NamedByUser());

    /// <summary>So that nobody takes the list of edges for more than it is.</summary>
    [Theory]
    [InlineData("AsConstant")]
    [InlineData("Unused")]
    public void Read_ConstantsAndUnusedTypes_AreNotSeen(string name) => Assert.DoesNotContain(name, NamedByUser());

    [Fact]
    public void Read_FoldersOfTheSample_HaveThisEdge() => Assert.Contains(
        ("Tests/Architecture/Samples", "Tests/Architecture/Samples/Named"),
        References.Where(static reference => reference.From.Name == nameof(User))
            .Select(static reference => (FolderOf(reference.From), FolderOf(reference.To))));

    private static string FolderOf(NamedType type) => type.Namespace.Replace("McpGateway.", "", StringComparison.Ordinal).Replace('.', '/');

    private static IEnumerable<string> NamedByUser() => References
        .Where(static reference => reference.From is { Name: nameof(User), Namespace: "McpGateway.Tests.Architecture.Samples" })
        .Select(static reference => reference.To.Name);

    private static IReadOnlyCollection<(NamedType, NamedType)> Read()
    {
        using var image = File.OpenRead(typeof(TypeReferenceReaderTests).Assembly.Location);
        return TypeReferenceReader.Read(image);
    }
}
