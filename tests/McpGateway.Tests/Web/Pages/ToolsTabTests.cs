using System.Text.Json;
using Bunit;
using McpGateway.Core.Registry.Servers;
using McpGateway.Tests.Discovery;
using McpGateway.Web.Pages.Server;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

public sealed class ToolsTabTests : BunitContext
{
    private static readonly ToolRecord Send = Catalogue.Tool("send", "Sends a letter");
    private static readonly ToolRecord Read = Catalogue.Tool("read");

    /// <summary>Its text is not what somebody approved.</summary>
    private static readonly ToolRecord Changed = Catalogue.Tool("erase", "Erases <b>all</b>") with
    {
        DefinitionHash = "new",
        ApprovedDefinition = JsonElement.Parse("""{"description":"Erases one"}"""),
        ChangedAt = Catalogue.Now,
    };

    public ToolsTabTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton<TimeProvider>(new SteppedTime());
    }

    [Theory]
    [InlineData(true, "none that your groups may call")]
    [InlineData(false, "as soon as the server has been reached")]
    public void Tab_NoTools_SaysWhy(bool isDiscovered, string text)
    {
        var tab = Open([], isDiscovered);

        Assert.Contains(text, tab.Find(".empty").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "erase send read")]
    [InlineData("SEND", "send")]
    [InlineData("letter", "send")]
    [InlineData("nothing of the kind", "")]
    public async Task Filter_Typed_NarrowsByNameAndDescription(string text, string expected)
    {
        var tab = Open([Send, Read, Changed]);

        await tab.Find("input[type=search]").InputAsync(new ChangeEventArgs { Value = text });

        Assert.Equal(expected, string.Join(' ', tab.FindAll("[data-tool]").Select(static tool => tool.GetAttribute("data-tool"))));
    }

    [Fact]
    public void Tools_AskedForAndChanged_StandFirstAndAreOpen()
    {
        var tab = Open([Send, Changed, Read], open: "read");

        Assert.Equal(
            ["read:True", "erase:True", "send:False"],
            tab.FindAll("[data-tool]").Select(static tool => $"{tool.GetAttribute("data-tool")}:{tool.HasAttribute("open")}"));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Changed_Definition_CanBeApprovedByThoseWhoMay(bool mayApprove, int buttons)
    {
        var tab = Open([Send, Changed], mayApprove: mayApprove);

        Assert.Equal(buttons, tab.FindAll("[data-approve]").Count);
        Assert.Equal(buttons == 0, tab.Markup.Contains("has to approve it", StringComparison.Ordinal));
        Assert.Empty(tab.FindAll("[data-tool=send] .diff"));
    }

    [Fact]
    public async Task Approve_Pressed_TellsTheToolThatWasShown()
    {
        ToolRecord? approved = null;
        var tab = Open([Send, Changed], mayApprove: true, approve: tool => approved = tool);

        await tab.Find("[data-approve=erase]").ClickAsync(new MouseEventArgs());

        Assert.Same(Changed, approved);
    }

    /// <summary>Both sides of the comparison are foreign text.</summary>
    [Fact]
    public void Changed_Definition_MarksWhatIsNewAsText()
    {
        var tab = Open([Changed]);

        var sides = tab.FindAll(".diff pre");
        Assert.Contains("Erases one", sides[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Erases", Assert.Single(
            sides[1].QuerySelectorAll("mark"), static mark => mark.TextContent.Contains("Erases", StringComparison.Ordinal)).TextContent);
        Assert.Empty(tab.FindAll("b"));
    }

    private IRenderedComponent<ToolsTab> Open(
        IReadOnlyList<ToolRecord> tools, bool isDiscovered = true, string? open = null, bool mayApprove = false,
        Action<ToolRecord>? approve = null)
    {
        var details = new ServerDetails(
            new ServerView(Catalogue.Server("Mail"), new HealthView("healthy", null), tools.Count, 0, MayModify: mayApprove),
            isDiscovered ? Catalogue.Tools([.. tools]) : null, tools)
        {
            Rules = new PinRules(PinMode.Warn, AcceptsNew: false, AcceptsNewResources: true),
        };
        return Render<ToolsTab>(parameters => parameters
            .Add(tab => tab.Details, details)
            .Add(tab => tab.Open, open)
            .Add(tab => tab.MayApprove, mayApprove)
            .Add(tab => tab.Approve, tool => approve?.Invoke(tool)));
    }
}
