using McpGateway.Core.Import;

namespace McpGateway.Tests.Import;

public sealed class ImportDecisionTests
{
    /// <summary>Stored, planned; mark: source, stored; found; overwrite; whether it is as the product made it; outcome.</summary>
    [Theory]
    [InlineData(null, "p", null, null, "s1", false, false, ImportOutcomes.Added)]
    [InlineData(null, "p", "s1", "p", "s1", false, false, ImportOutcomes.Skipped)]
    [InlineData(null, "p", "s1", "p", "s1", true, false, ImportOutcomes.Added)]
    [InlineData("p", "p", null, null, "s1", false, false, ImportOutcomes.Unchanged)]
    [InlineData("p", "p", "s1", "p", "s1", true, false, ImportOutcomes.Unchanged)]
    [InlineData("x", "p", null, null, "s1", false, false, ImportOutcomes.Skipped)]
    [InlineData("x", "p", null, null, "s1", true, false, ImportOutcomes.Changed)]
    [InlineData("x", "p", null, null, "s1", false, true, ImportOutcomes.Changed)]
    [InlineData("a", "p", "s0", "a", "s1", false, false, ImportOutcomes.Changed)]
    [InlineData("x", "p", "s0", "a", "s1", false, false, ImportOutcomes.Skipped)]
    [InlineData("x", "p", "s1", "p", "s1", false, false, ImportOutcomes.Unchanged)]
    [InlineData("x", "p", "s1", "p", "s1", true, false, ImportOutcomes.Changed)]
    public void Of_EveryCase(
        string? stored, string planned, string? markSource, string? markStored, string found, bool overwrite, bool asMade, string expected)
    {
        var mark = markSource is null ? null : new ImportMark(markSource, markStored!);

        var (outcome, remarks) = ImportDecision.Of(new("k", stored, planned, []) { IsAsMade = asMade }, mark, found, overwrite);

        Assert.Equal(expected, outcome);
        Assert.True(outcome != ImportOutcomes.Skipped || remarks.Count > 0);
    }

    [Fact]
    public void Of_OneThatIsKept_IsSkippedWhateverIsSaid() => Assert.Equal(
        ImportOutcomes.Skipped,
        ImportDecision.Of(new("k", "x", "p", []) { Kept = "built in" }, null, "s", overwrite: true).Outcome);
}
