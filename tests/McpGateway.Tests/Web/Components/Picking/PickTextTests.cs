using FsCheck;
using FsCheck.Fluent;
using McpGateway.Web.Components.Picking;

namespace McpGateway.Tests.Web.Components.Picking;

public sealed class PickTextTests
{
    [Theory]
    [InlineData("", "mail", true, "mail")]
    [InlineData("ma", "mail", true, "mail")]
    [InlineData("time, ma", "mail", true, "time, mail")]
    [InlineData("time", "mail", true, "mail")]
    [InlineData("time", "mail", false, "time, mail")]
    [InlineData("time,", "mail", true, "time, mail")]
    [InlineData("time, mail", "mail", false, "time")]
    [InlineData("mail", "mail", true, "")]
    [InlineData("time,, time , m", "mail", true, "time, mail")]
    public void Pick_Many_TakesThePlaceOfWhatWasTyped_OrGoes(string text, string name, bool isTyping, string expected) =>
        Assert.Equal(expected, PickText.Pick(text, name, isMany: true, isTyping));

    [Theory]
    [InlineData("", "mail")]
    [InlineData("something, else", "mail")]
    [InlineData("mail", "mail")]
    public void Pick_One_IsTheText(string text, string name) =>
        Assert.Equal(name, PickText.Pick(text, name, isMany: false, isTyping: true));

    [Theory]
    [InlineData("", true, "")]
    [InlineData("ma", true, "ma")]
    [InlineData("time, ma ", true, "ma")]
    [InlineData("time,", true, "")]
    [InlineData("time, ma", false, "time, ma")]
    public void Typed_Text_IsWhatFollowsTheLastComma(string text, bool isMany, string expected) =>
        Assert.Equal(expected, PickText.Typed(text, isMany));

    [Theory]
    [InlineData("", "a,b,mail")]
    [InlineData("MA", "mail")]
    [InlineData("letters", "mail")]
    [InlineData("a", "a,mail")]
    [InlineData("zzz", "")]
    public void Find_Typed_NarrowsByNameAndHint(string typed, string expected)
    {
        var (shown, all) = PickText.Find([new("a"), new("b"), new("mail", "Letters")], typed);

        Assert.Equal(expected, string.Join(',', shown.Select(static option => option.Value)));
        Assert.Equal(shown.Count, all);
    }

    [Fact]
    public void Find_TenThousand_OffersFew_ThoseThatBeginSoFirst()
    {
        PickOption[] options =
            [.. Enumerable.Range(0, 10_000).Select(static number => new PickOption($"server-{number}")), new("99-first")];

        var (shown, all) = PickText.Find(options, "99");

        Assert.Equal(PickText.Most, shown.Count);
        Assert.Equal("99-first", shown[0].Value);
        Assert.True(all > PickText.Most);
    }

    /// <summary>Picked twice is as not picked, and other names stay.</summary>
    [Fact]
    public void Pick_Twice_LeavesTheOthers() => Prop.ForAll(
        Arb.From(Gen.ListOf(Gen.Elements("a", "b", "c", "d"))),
        names =>
        {
            var text = string.Join(", ", names) + (names.Count > 0 ? ", " : "");
            var picked = PickText.Pick(text, "x", isMany: true, isTyping: true);

            Assert.Equal([.. names.Distinct(), "x"], PickText.Names(picked));
            Assert.Equal(names.Distinct(), PickText.Names(PickText.Pick(picked, "x", isMany: true, isTyping: false)));
        }).QuickCheckThrowOnFailure();
}
