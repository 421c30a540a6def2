using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.BuiltIn.Mcpgw;

namespace McpGateway.Tests.BuiltIn.Mcpgw;

public sealed class TokenBudgetTests
{
    [Fact]
    public void Fit_AnyListAndBudget_NeverExceedsItAndKeepsTheBest()
    {
        var cases = ArbMap.Default.ArbFor<int[]>().Generator.SelectMany(
            lengths => Gen.Choose(1, 400)
                .Select(budget => (Lengths: lengths.Select(length => Math.Abs(length % 2_000)).ToArray(), Budget: budget)));

        Prop.ForAll(cases.ToArbitrary(), sample =>
        {
            var fitted = TokenBudget.Fit(sample.Lengths, Entry, sample.Budget);
            var text = ToolAnswers.TextOf(new JsonArray([.. fitted.Entries]));
            return Encoding.UTF8.GetByteCount(text) <= Math.Max(2, sample.Budget * 4)
                && fitted.Entries.Count + fitted.Dropped == sample.Lengths.Length
                && fitted.Entries.Select((entry, index) => entry["length"]!.GetValue<int>() == sample.Lengths[index]).All(isSame => isSame);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Fit_LargeBudget_ChangesNothing()
    {
        var fitted = TokenBudget.Fit([100, 200], Entry, 10_000);

        Assert.Equal((2, 0, 0), (fitted.Entries.Count, fitted.Shortened, fitted.Dropped));
    }

    [Fact]
    public void Fit_SlightlyTooLong_ShortensTheLastFirst()
    {
        var fitted = TokenBudget.Fit([400, 400], Entry, 200);

        Assert.Equal((2, 1, 0), (fitted.Entries.Count, fitted.Shortened, fitted.Dropped));
        Assert.Equal("Full", fitted.Entries[0]["detail"]!.GetValue<string>());
        Assert.Equal("Lean", fitted.Entries[1]["detail"]!.GetValue<string>());
    }

    /// <summary>Half as long with each step.</summary>
    private static JsonObject Entry(int length, Detail detail) =>
        new() { ["length"] = length, ["detail"] = detail.ToString(), ["text"] = new string('x', length >> (int)detail) };
}
