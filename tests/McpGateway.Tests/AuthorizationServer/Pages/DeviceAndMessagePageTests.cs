using Bunit;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.AuthorizationServer.Pages;
using McpGateway.Foundation.Pages;
using McpGateway.Tests.Web;

namespace McpGateway.Tests.AuthorizationServer.Pages;

/// <summary>The page for the code of a device, and those that only tell something.</summary>
public sealed class DeviceAndMessagePageTests : BunitContext
{
    private readonly PageVisitor _visitor = new("/tools", "system");

    [Fact]
    public void Device_Asked_HasTheFieldAndItsForm()
    {
        var page = Device(null, null);

        Assert.Equal("/tools/device", page.Find("form").GetAttribute("action"));
        Assert.Equal("post", page.Find("form").GetAttribute("method"));
        var field = page.Find("input#user_code");
        Assert.Equal("user_code", field.GetAttribute("name"));
        Assert.True(field.HasAttribute("required"));
        Assert.True(field.HasAttribute("autofocus"));
        Assert.Equal("20", field.GetAttribute("maxlength"));
        Assert.Equal("user_code", page.Find("label").GetAttribute("for"));
        Assert.Equal(field.GetAttribute("aria-describedby"), page.Find(".hint").Id);
        Assert.Null(field.GetAttribute("aria-invalid"));
    }

    /// <summary>A link may come from anybody: what it brings is shown to be compared.</summary>
    [Fact]
    public void Device_CodeFromALink_IsWarnedOf()
    {
        var page = Device("BCDF-GHJK", null);

        Assert.Equal("BCDF-GHJK", page.Find("input").GetAttribute("value"));
        Assert.Contains("came with the link", page.Find(".notice.warn").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Device_WrongCode_IsKeptAndMarked()
    {
        var page = Device("BCDF-GHJX", "This code is not known.");

        Assert.Equal("BCDF-GHJX", page.Find("input").GetAttribute("value"));
        Assert.Equal("true", page.Find("input").GetAttribute("aria-invalid"));
        Assert.Equal("This code is not known.", page.Find("#problem").TextContent);
        Assert.Equal("alert", page.Find(".notice.bad").GetAttribute("role"));
        Assert.Empty(page.FindAll(".notice.warn"));
    }

    [Fact]
    public void Device_AnyText_GoesBackAsLettersAndDigitsOnly() => Prop.ForAll(HostileText.Any, text =>
    {
        var value = Device(text, null).Find("input").GetAttribute("value") ?? "";

        return value.Length <= 20 && value.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or ' ');
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Message_Problem_IsReadOutAndIsText()
    {
        var page = RenderBody<MessageBody>((nameof(MessageBody.Problem), "<b>no</b>"));

        Assert.Equal("<b>no</b>", page.Find("#problem").TextContent);
        Assert.Contains("start again from your client", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_Done_IsAStatusAndNothingElse()
    {
        var page = RenderBody<MessageBody>((nameof(MessageBody.Done), "You can close this page."));

        Assert.Equal("You can close this page.", page.Find("[role=status] #done").TextContent);
        Assert.Empty(page.FindAll("[role=alert]"));
        Assert.DoesNotContain("start again", page.Markup, StringComparison.Ordinal);
    }

    /// <summary>Only a success looks like one.</summary>
    [Fact]
    public void Message_Outcome_IsAStatusWithoutATone()
    {
        var page = RenderBody<MessageBody>((nameof(MessageBody.Outcome), "The device gets no access."));

        Assert.Equal("The device gets no access.", page.Find("[role=status] #outcome").TextContent);
        Assert.Equal("notice", page.Find("[role=status]").ClassName);
        Assert.DoesNotContain("start again", page.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<PageFrame> Device(string? typed, string? problem) =>
        RenderBody<DeviceBody>((nameof(DeviceBody.Typed), typed), (nameof(DeviceBody.Problem), problem));

    private IRenderedComponent<PageFrame> RenderBody<T>(params (string Name, object? Value)[] parameters)
        where T : PageBody => PageFrame.Render<T>(this, _visitor, parameters);
}
