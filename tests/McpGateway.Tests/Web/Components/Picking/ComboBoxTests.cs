using Bunit;
using McpGateway.Web.Components.Picking;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace McpGateway.Tests.Web.Components.Picking;

/// <summary>The combobox pattern: what screen readers are told, and what keys and the pointer do.</summary>
public sealed class ComboBoxTests : BunitContext
{
    private string _value = "";

    public ComboBoxTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    [Fact]
    public void Closed_Field_IsAComboboxWithoutAList()
    {
        var box = Show();

        var input = box.Find("input");
        Assert.Equal(("combobox", "false", "list"), (
            input.GetAttribute("role"), input.GetAttribute("aria-expanded"), input.GetAttribute("aria-autocomplete")));
        Assert.Empty(box.FindAll("[role=listbox]"));
    }

    [Fact]
    public async Task Typed_APart_OpensTheListThatFits()
    {
        var box = Show();

        await box.Find("input").InputAsync(new ChangeEventArgs { Value = "ma" });

        Assert.Equal("true", box.Find("input").GetAttribute("aria-expanded"));
        Assert.Equal(box.Find("[role=listbox]").Id, box.Find("input").GetAttribute("aria-controls"));
        Assert.Equal(["mail"], box.FindAll("[role=option] .break:not(small)").Select(static option => option.TextContent));
    }

    /// <summary>A list over what comes below is of no use then.</summary>
    [Theory]
    [InlineData("mail")]
    [InlineData("nothing of the kind")]
    public async Task Typed_AWholeOrUnknownName_OpensNothing(string text)
    {
        var box = Show();

        await box.Find("input").InputAsync(new ChangeEventArgs { Value = text });

        Assert.Empty(box.FindAll("[role=listbox]"));
        Assert.Equal(text, _value);
    }

    [Fact]
    public async Task Keys_GoThroughTheList_AndPick()
    {
        var box = Show();
        await KeyAsync(box, "ArrowDown");
        await KeyAsync(box, "ArrowDown");
        await KeyAsync(box, "ArrowDown");
        Assert.Equal("field-option-2", box.Find("input").GetAttribute("aria-activedescendant"));
        await KeyAsync(box, "ArrowUp");
        Assert.Equal("field-option-1", box.Find("input").GetAttribute("aria-activedescendant"));

        await KeyAsync(box, "Enter");

        Assert.Equal("mail", _value);
        Assert.Empty(box.FindAll("[role=listbox]"));
    }

    [Fact]
    public async Task Escape_Pressed_ClosesAndKeepsTheText()
    {
        var box = Show();
        await box.Find("input").InputAsync(new ChangeEventArgs { Value = "ma" });

        await KeyAsync(box, "Escape");

        Assert.Empty(box.FindAll("[role=listbox]"));
        Assert.Equal("ma", _value);
    }

    [Fact]
    public async Task Many_Picked_StayOpenAndAreMarked()
    {
        var box = Show(isMany: true);
        await box.Find("input").ClickAsync(new MouseEventArgs());
        await box.FindAll("[role=option]")[1].ClickAsync(new MouseEventArgs());
        await box.FindAll("[role=option]")[2].ClickAsync(new MouseEventArgs());

        Assert.Equal("mail, time", _value);
        Assert.Equal(["false", "true", "true"], box.FindAll("[role=option]").Select(static option => option.GetAttribute("aria-selected")));
        Assert.Equal("true", box.Find("[role=listbox]").GetAttribute("aria-multiselectable"));

        await box.FindAll("[role=option]")[1].ClickAsync(new MouseEventArgs());
        Assert.Equal("time", _value);
    }

    [Fact]
    public async Task Left_Field_Closes()
    {
        var box = Show();
        await box.Find("input").ClickAsync(new MouseEventArgs());

        await box.Find("input").FocusOutAsync(new FocusEventArgs());

        Assert.Empty(box.FindAll("[role=listbox]"));
    }

    [Fact]
    public async Task Options_MoreThanAreOffered_AreCounted()
    {
        var box = Show(options: [.. Enumerable.Range(0, 10_000).Select(static number => new PickOption($"s{number}"))]);

        await box.Find("input").ClickAsync(new MouseEventArgs());

        Assert.Equal(PickText.Most + 1, box.FindAll("[role=option]").Count);
        Assert.Contains("9,950 more", box.FindAll("[role=option]")[^1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Option_OfHostileText_StaysText()
    {
        var box = Show(options: [new("<b>x</b>\u202E", "<i>")]);

        await box.Find("input").ClickAsync(new MouseEventArgs());

        Assert.Empty(box.FindAll("b, i"));
        Assert.Contains("⟨U+202E⟩", box.Find("[role=option]").TextContent, StringComparison.Ordinal);
    }

    /// <summary>While the browser is behind, what comes back from the page around the field is older than what was typed.</summary>
    [Fact]
    public async Task Typed_WhileThePageIsBehind_IsNotWrittenOver()
    {
        var told = new List<string>();
        var box = Render<ComboBox>(parameters => parameters
            .Add(component => component.Id, "field")
            .Add(component => component.Options, [new PickOption("mail")])
            .Add(component => component.Value, "")
            .Add(component => component.ValueChanged, (string text) => told.Add(text)));
        await box.Find("input").InputAsync(new ChangeEventArgs { Value = "ma" });

        await KeyAsync(box, "i");

        Assert.Equal("ma", box.Find("input").GetAttribute("value"));
        Assert.Equal(["ma"], told);
        box.Render(parameters => parameters.Add(component => component.Value, "time"));
        Assert.Equal("time", box.Find("input").GetAttribute("value"));
    }

    private static Task KeyAsync(IRenderedComponent<ComboBox> box, string key) =>
        box.Find("input").KeyDownAsync(new KeyboardEventArgs { Key = key });

    private IRenderedComponent<ComboBox> Show(bool isMany = false, IReadOnlyList<PickOption>? options = null)
    {
        IRenderedComponent<ComboBox>? box = null;
        box = Render<ComboBox>(parameters => parameters
            .Add(component => component.Id, "field")
            .Add(component => component.IsMany, isMany)
            .Add(component => component.Options, options ?? [new("*", "everything"), new("mail", "Letters"), new("time")])
            .Add(component => component.Value, _value)
            .Add(component => component.ValueChanged, (string text) =>
            {
                _value = text;
                box?.Render(again => again.Add(component => component.Value, text));
            }));
        return box;
    }
}
