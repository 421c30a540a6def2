using McpGateway.Core.Discovery.Text;

namespace McpGateway.Tests.Discovery;

public sealed class QueryStepsTests
{
    private const string Long =
        "I plan a trip and need to know the weather in Rome on Friday. Then find me a cheap flight from Berlin, and also book a hotel near "
        + "the station; finally send the plan to my wife by mail.";

    [Fact]
    public void Of_LongQuery_IsItsSteps() => Assert.Equal(
        [
            "I plan a trip and need to know the weather in Rome on Friday.", "Then find me a cheap flight from Berlin",
            "also book a hotel near the station;", "finally send the plan to my wife by mail.",
        ],
        QuerySteps.Of(Long));

    [Theory]
    [InlineData("")]
    [InlineData("send a mail and then book a flight to Rome")]
    [InlineData("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
        + "nineteen twenty and so on without an end to it")]
    public void Of_ShortOrSingle_IsNone(string query) => Assert.Empty(QuerySteps.Of(query));

    [Fact]
    public void Of_EndlessQuery_HasAtMostFour() =>
        Assert.Equal(4, QuerySteps.Of(string.Concat(Enumerable.Repeat("do this one thing for me. ", 50))).Count);

    [Theory]
    [InlineData("", 0)]
    [InlineData("  ", 0)]
    [InlineData("one", 1)]
    [InlineData(" one\ttwo \n three ", 3)]
    public void WordsOf_Text_CountsBySpaces(string text, int words) => Assert.Equal(words, QuerySteps.WordsOf(text));
}
