using McpGateway.Contracts.Audit;

namespace McpGateway.Tests.Contracts;

public sealed class CsvCellTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"it\"", "\"say \"\"it\"\"\"")]
    [InlineData("=cmd()", "'=cmd()")]
    [InlineData("@x,y", "\"'@x,y\"")]
    [InlineData("\r=x", "\"'\r=x\"")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Of_Text_IsQuotedAndNoFormula(string? text, string cell) => Assert.Equal(cell, CsvCell.Of(text));
}
