using McpGateway.Foundation.Documents;
using McpGateway.Tests.Storage.Contracts;

namespace McpGateway.Tests.Foundation.Documents;

public sealed class ChangeSetTests
{
    private static readonly ChangeSet Changes = new(
        [new("notes", "a", 3, false), new("other_notes", "a", 3, false), new("notes", "b", 5, true), new("notes", "a", 9, false)],
        new(new MemoryDocumentStorage()));

    [Fact]
    public void Revision_IsThatOfTheLastChange() => Assert.Equal(9, Changes.Revision);

    [Fact]
    public void Touches_Kind_OnlyWhatChanged()
    {
        Assert.True(Changes.Touches(Notes.Plain));
        Assert.True(Changes.Touches(Notes.Other));
        Assert.False(Changes.Touches(Notes.Sealed));
    }

    [Fact]
    public void KeysOf_Kinds_EachKeyOnce()
    {
        Assert.Equal(["a", "b"], Changes.KeysOf("notes").Order(StringComparer.Ordinal));
        Assert.Equal(["a", "b"], Changes.KeysOf("notes", "other_notes").Order(StringComparer.Ordinal));
        Assert.Empty(Changes.KeysOf("secret_notes"));
        Assert.Empty(Changes.KeysOf());
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 1)]
    [InlineData(9, 0)]
    public void After_Revision_LeavesWhatIsNewer(long revision, int left) => Assert.Equal(left, Changes.After(revision).Changes.Count);
}
