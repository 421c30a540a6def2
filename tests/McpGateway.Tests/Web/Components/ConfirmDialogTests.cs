using Bunit;
using McpGateway.Web.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Components;

public sealed class ConfirmDialogTests : BunitContext
{
    private readonly Confirmation _confirmation = new();

    public ConfirmDialogTests()
    {
        Services.AddSingleton(_confirmation);
        JSInterop.SetupVoid("mcpUi.openDialog", "confirm").SetVoidResult();
        JSInterop.SetupVoid("mcpUi.closeDialog", "confirm").SetVoidResult();
    }

    [Fact]
    public void Dialog_BeforeAnyQuestion_IsEmptyAndClosed()
    {
        var dialog = Render<ConfirmDialog>();

        Assert.Empty(dialog.FindAll("button"));
        Assert.Empty(JSInterop.Invocations);
    }

    [Fact]
    public async Task Question_Asked_IsShownWithItsWordsAndOpened()
    {
        var dialog = Render<ConfirmDialog>();

        _ = await AskAsync(dialog, "Delete the server?", "It cannot be undone.", "Delete");

        Assert.Equal("Delete the server?", dialog.Find("#confirm-title").TextContent);
        Assert.Equal("It cannot be undone.", dialog.Find("#confirm-text").TextContent);
        Assert.Equal("Delete", dialog.Find("button.danger").TextContent);
        Assert.Single(JSInterop.Invocations["mcpUi.openDialog"]);
    }

    /// <summary>Somebody who presses Enter without reading does no harm.</summary>
    [Fact]
    public async Task Question_Asked_HasTheFocusOnTheHarmlessAnswer()
    {
        var dialog = Render<ConfirmDialog>();

        _ = await AskAsync(dialog);

        Assert.Equal("Keep it", dialog.Find("[autofocus]").TextContent);
        Assert.Equal("confirm-title", dialog.Find("dialog").GetAttribute("aria-labelledby"));
        Assert.Equal("confirm-text", dialog.Find("dialog").GetAttribute("aria-describedby"));
    }

    [Theory]
    [InlineData("button.danger", true)]
    [InlineData("button:not(.danger)", false)]
    public async Task Button_Pressed_IsTheAnswer(string button, bool expected)
    {
        var dialog = Render<ConfirmDialog>();
        var answer = await AskAsync(dialog);

        await dialog.Find(button).ClickAsync(new MouseEventArgs());

        Assert.Equal(expected, await answer);
        Assert.Single(JSInterop.Invocations["mcpUi.closeDialog"]);
        Assert.Null(_confirmation.Current);
    }

    [Fact]
    public async Task Escape_Pressed_IsANo()
    {
        var dialog = Render<ConfirmDialog>();
        var answer = await AskAsync(dialog);

        await dialog.Find("dialog").TriggerEventAsync("oncancel", EventArgs.Empty);

        Assert.False(await answer);
    }

    [Fact]
    public async Task Question_BeforeTheOtherIsAnswered_TakesItsPlaceAndTheFirstIsANo()
    {
        var dialog = Render<ConfirmDialog>();
        var first = await AskAsync(dialog, "First?");
        var second = await AskAsync(dialog, "Second?");

        Assert.False(await first);
        Assert.Equal("Second?", dialog.Find("#confirm-title").TextContent);
        await dialog.Find("button.danger").ClickAsync(new MouseEventArgs());
        Assert.True(await second);
    }

    [Fact]
    public async Task Answer_ToAQuestionThatIsGone_DoesNotAnswerTheNext()
    {
        var first = _confirmation.AskAsync("First?", "", "Yes");
        var question = _confirmation.Current;
        var second = _confirmation.AskAsync("Second?", "", "Yes");

        _confirmation.Answer(question, isSure: true);

        Assert.False(await first);
        Assert.False(second.IsCompleted);
        _confirmation.Answer(_confirmation.Current, isSure: true);
        Assert.True(await second);
    }

    [Fact]
    public async Task Page_LeftWithAQuestionOpen_IsANo()
    {
        var dialog = Render<ConfirmDialog>();
        var answer = await AskAsync(dialog);

        await DisposeComponentsAsync();

        Assert.False(await answer);
    }

    [Fact]
    public async Task Question_WithForeignText_HasNoMarkupOfItsOwn()
    {
        var dialog = Render<ConfirmDialog>();

        _ = await AskAsync(dialog, "<b>Delete</b>?", "<script>x</script>", "<i>Yes</i>");

        Assert.Empty(dialog.FindAll("b, i, script"));
        Assert.Equal("<b>Delete</b>?", dialog.Find("#confirm-title").TextContent);
    }

    private async Task<Task<bool>> AskAsync(
        IRenderedComponent<ConfirmDialog> dialog, string title = "Sure?", string text = "Text", string yes = "Yes")
    {
        Task<bool>? answer = null;
        await dialog.InvokeAsync(() => { answer = _confirmation.AskAsync(title, text, yes); });
        return answer!;
    }
}
