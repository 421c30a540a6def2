using McpGateway.Core.Discovery.Text;

namespace McpGateway.Tests.Discovery.Text;

public sealed class ThesaurusTests
{
    [Fact]
    public void Related_WordOfSeveralGroups_GivesAllButItself()
    {
        var thesaurus = Thesaurus.Parse(["# comment", "delete remove", "remove erase", ""]);

        Assert.Equal(["delet", "eras"], thesaurus.Related("remov").Order(StringComparer.Ordinal));
        Assert.Empty(thesaurus.Related("unknown"));
    }

    [Fact]
    public void Default_IsReadFromTheAssembly() => Assert.Contains("remov", Thesaurus.Default.Related("delet"));
}
