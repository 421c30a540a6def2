using FsCheck;
using FsCheck.Fluent;
using McpGateway.Web.Components;

namespace McpGateway.Tests.Web.Components;

public sealed class TextDiffPropertyTests
{
    [Fact]
    public void Mark_AnyTexts_ReturnsEveryLineInItsOrder() => Prop.ForAll(Texts, static pair =>
        string.Join('\n', TextDiff.Mark(pair.Text, pair.Other).Select(static line => line.Line)) == pair.Text).QuickCheckThrowOnFailure();

    [Fact]
    public void Mark_SameText_MarksNothing() => Prop.ForAll(Texts, static pair =>
        TextDiff.Mark(pair.Text, pair.Text).All(static line => !line.IsNew)).QuickCheckThrowOnFailure();

    [Fact]
    public void Mark_LinesThatAreKept_AreInTheOtherTextInThatOrder() => Prop.ForAll(Texts, static pair =>
    {
        var rest = new Queue<string>(pair.Other.Split('\n'));
        return Kept(pair.Text, pair.Other).All(line =>
        {
            while (rest.TryDequeue(out var candidate))
            {
                if (candidate == line)
                {
                    return true;
                }
            }

            return false;
        });
    }).QuickCheckThrowOnFailure();

    /// <summary>What is common to both is found from either side.</summary>
    [Fact]
    public void Mark_BothWays_KeepsTheSameNumberOfLines() => Prop.ForAll(Texts, static pair =>
        Kept(pair.Text, pair.Other).Count() == Kept(pair.Other, pair.Text).Count()).QuickCheckThrowOnFailure();

    [Fact]
    public void Mark_AsFewAsPossible_AreNew() => Prop.ForAll(Texts, static pair =>
        Kept(pair.Text, pair.Other).Count() == Longest(pair.Text.Split('\n'), pair.Other.Split('\n'))).QuickCheckThrowOnFailure();

    [Fact]
    public void Mark_LineThatOnlyMoved_IsMarkedOnce() =>
        Assert.Equal(1, TextDiff.Mark("c\na\nb", "a\nb\nc").Count(static line => line.IsNew));

    [Theory]
    [InlineData("a", "", 1)]
    [InlineData("", "a", 1)]
    [InlineData("", "", 0)]
    [InlineData("a\r\nb", "a\nb", 1)]
    public void Mark_EdgeCases_AreLines(string text, string other, int expected) =>
        Assert.Equal(expected, TextDiff.Mark(text, other).Count(static line => line.IsNew));

    /// <summary>Long texts are compared line by line without an order: what the other text has nowhere is still marked.</summary>
    [Fact]
    public void Mark_LongTexts_MarksWhatIsNowhereInTheOther()
    {
        var lines = Enumerable.Range(0, 2500).Select(static number => $"line {number}").ToArray();
        var changed = lines.ToArray();
        changed[1234] = "something new";

        var marked = TextDiff.Mark(string.Join('\n', changed), string.Join('\n', lines));

        Assert.Equal(2500, marked.Count);
        Assert.Equal("something new", Assert.Single(marked, static line => line.IsNew).Line);
    }

    private static Arbitrary<(string Text, string Other)> Texts { get; } = Arb.From(
        from text in Gen.ListOf(Gen.Elements("a", "b", "c", "", "  a"))
        from other in Gen.ListOf(Gen.Elements("a", "b", "c", "", "  a"))
        select (string.Join('\n', text.Take(12)), string.Join('\n', other.Take(12))));

    private static IEnumerable<string> Kept(string text, string other) =>
        TextDiff.Mark(text, other).Where(static line => !line.IsNew).Select(static line => line.Line);

    /// <summary>The longest common subsequence, by the definition.</summary>
    private static int Longest(ReadOnlySpan<string> one, ReadOnlySpan<string> two)
    {
        var row = new int[two.Length + 1];
        foreach (var line in one)
        {
            var diagonal = 0;
            for (var at = 1; at <= two.Length; at++)
            {
                (diagonal, row[at]) = (row[at], line == two[at - 1] ? diagonal + 1 : Math.Max(row[at], row[at - 1]));
            }
        }

        return row[two.Length];
    }
}
