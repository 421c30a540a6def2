using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Tests.Registry.Servers;

public sealed class ToolDescriptionTests
{
    [Theory]
    [InlineData(null, "No description available.", null, null, null)]
    [InlineData("", "No description available.", null, null, null)]
    [InlineData(" \n \n", "No description available.", null, null, null)]
    [InlineData("Tells the time.", "Tells the time.", null, null, null)]
    [InlineData("  Tells\n\n  the time.  ", "Tells\nthe time.", null, null, null)]
    [InlineData(
        "Adds.\nArgs:\n  a: first\n  b: second\nReturns:\n  the sum\nRaises:\n  nothing", "Adds.", "a: first\nb: second", "the sum",
        "nothing")]
    [InlineData("Adds.\r\nArgs: a\r\nReturns: b", "Adds.", "a", "b", null)]
    [InlineData("Args:\n a", "No description available.", "a", null, null)]
    [InlineData("Adds.\nArgs:\n", "Adds.", null, null, null)]
    [InlineData("Adds.\nArgs: a\nReturns: r\nArgs: b", "Adds.", "a\nb", "r", null)]
    [InlineData("Takes Args: no section in the middle of a line", "Takes Args: no section in the middle of a line", null, null, null)]
    [InlineData("args: lower case is text", "args: lower case is text", null, null, null)]
    public void Parse_Description_TakesSectionsApart(string? text, string main, string? args, string? returns, string? raises)
    {
        var parsed = ToolDescription.Parse(text);

        Assert.Equal((main, args, returns, raises), (parsed.Main, parsed.Args, parsed.Returns, parsed.Raises));
    }

    /// <summary>No line of a description is lost or invented, whatever its sections.</summary>
    [Fact]
    public void Parse_AnyLines_KeepsEachOnce()
    {
        var line = Gen.OneOf(Gen.Elements("Args:", "Returns:", "Raises:"), Gen.Choose(0, 1_000).Select(number => $"  line {number}"),
            Gen.Constant(""));
        Prop.ForAll(line.ListOf().ToArbitrary(), lines =>
        {
            var parsed = ToolDescription.Parse(string.Join('\n', lines));
            string?[] sections = [parsed.Main == "No description available." ? null : parsed.Main, parsed.Args, parsed.Returns,
                parsed.Raises];
            var kept = sections.OfType<string>().SelectMany(text => text.Split('\n'));
            return kept.Order(StringComparer.Ordinal)
                .SequenceEqual(lines.Select(text => text.Trim()).Where(text =>
                    text.StartsWith("line", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        }).QuickCheckThrowOnFailure();
    }
}
