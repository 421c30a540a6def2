using AngleSharp.Dom;
using Bunit;
using McpGateway.Web.Components;
using McpGateway.Web.Shell;

namespace McpGateway.Tests.Web.Components;

public sealed class SmallPartsTests : BunitContext
{
    [Fact]
    public void FormField_Label_BelongsToItsInput()
    {
        var field = Render<FormField>(
            parameters => parameters.Add(part => part.Id, "name").Add(part => part.Label, "Name").AddChildContent("<input id=\"name\">"));

        Assert.Equal("name", field.Find("label").GetAttribute("for"));
        Assert.NotNull(field.Find("input#name"));
        Assert.Empty(field.FindAll(".problem, .hint"));
    }

    [Fact]
    public void FormField_Problem_IsReadOutAndIsText()
    {
        var problem = Render<FormField>(
            parameters => parameters.Add(part => part.Id, "x").Add(part => part.Label, "X").Add(part => part.Problem, "<b>no</b>\u202E"))
            .Find(".problem");

        Assert.Equal("alert", problem.GetAttribute("role"));
        Assert.Equal("<b>no</b>⟨U+202E⟩", problem.TextContent);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void FormField_WithoutProblem_SaysNothing(string? problem) =>
        Assert.Empty(Render<FormField>(parameters => parameters.Add(
            part => part.Id, "x").Add(part => part.Label, "X").Add(part => part.Problem, problem)).FindAll("[role=alert]"));

    [Fact]
    public void FormField_Hint_CanBeNamedByTheInput() => Assert.Equal(
        "x-hint",
        Render<FormField>(parameters => parameters.Add(
            part => part.Id, "x").Add(part => part.Label, "X").Add(part => part.Hint, "Why")).Find(".hint").Id);

    [Fact]
    public void EmptyState_WithoutActions_HasNoEmptyRow() =>
        Assert.Empty(
            Render<EmptyState>(parameters => parameters.Add(part => part.Title, "Nothing").AddChildContent("Here.")).FindAll(".row"));

    [Fact]
    public void EmptyState_WithActions_OffersThem()
    {
        var state = Render<EmptyState>(
            parameters => parameters.Add(part => part.Title, "Nothing").Add(part => part.Actions, "<a href=\"ui/\">Home</a>"));

        Assert.Equal("Home", state.Find(".row a").TextContent);
        Assert.Equal("Nothing", state.Find("h2").TextContent);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    public void Skeleton_Lines_AreSoMany(int lines)
    {
        var skeleton = Render<Skeleton>(parameters => parameters.Add(part => part.Lines, lines));

        Assert.Equal(lines, skeleton.FindAll("span").Count);
        Assert.Equal("Loading", skeleton.Find("[role=status]").GetAttribute("aria-label"));
    }

    [Fact]
    public void Icon_OfEveryEntryOfTheMenu_IsDrawn() =>
        Assert.All(Navigation.Items, item => Assert.NotEqual("", Path(item.Icon).GetAttribute("d")));

    [Fact]
    public void Icon_UnknownName_DrawsNothingAndHarmsNothing() => Assert.Equal("", Path("no such icon").GetAttribute("d"));

    [Fact]
    public void Icon_ForScreenReaders_IsNotThere()
    {
        var icon = Render<Icon>(parameters => parameters.Add(
            part => part.Name, "check").Add(part => part.Size, 14).Add(part => part.Class, "only-dark")).Find("svg");

        Assert.Equal("true", icon.GetAttribute("aria-hidden"));
        Assert.Equal("14", icon.GetAttribute("width"));
        Assert.Equal(["icon", "only-dark"], icon.ClassList);
    }

    /// <summary>Names of icons are strings: a mistyped one would be an empty square on some page.</summary>
    [Fact]
    public void Icons_NamedInThePages_AllExist()
    {
        var names = WebSources.Razor()
            .SelectMany(static file => IconNames().Matches(file.Text).Select(match => (file.Name, Icon: match.Groups["name"].Value)))
            .ToArray();

        Assert.True(names.Length > 40);
        Assert.All(names, use => Assert.True(Path(use.Icon).GetAttribute("d") != "", $"{use.Name}: {use.Icon}"));
    }

    private static System.Text.RegularExpressions.Regex IconNames() =>
        new("<Icon Name=\"(?<name>[a-z]+)\"|Symbol=\"(?<name>[a-z]+)\"", System.Text.RegularExpressions.RegexOptions.CultureInvariant);

    private IElement Path(string name) => Render<Icon>(parameters => parameters.Add(part => part.Name, name)).Find("path");
}
