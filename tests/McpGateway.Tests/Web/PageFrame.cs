using Bunit;
using McpGateway.Foundation.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace McpGateway.Tests.Web;

/// <summary>The body of a page outside the web UI, without the document around it.</summary>
public sealed class PageFrame : ComponentBase
{
    [Parameter]
    public RenderFragment? Body { get; set; }

    [Parameter]
    public PageVisitor? Visitor { get; set; }

    public static IRenderedComponent<PageFrame> Render<T>(
        BunitContext context, PageVisitor visitor, params (string Name, object? Value)[] parameters)
        where T : PageBody =>
        context.Render<PageFrame>(frame => frame
            .Add(page => page.Visitor, visitor)
            .Add(page => page.Body, StandalonePage.Of<T>("Title", parameters).Body));

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenComponent<CascadingValue<PageVisitor>>(0);
        builder.AddComponentParameter(1, nameof(CascadingValue<PageVisitor>.Value), Visitor);
        builder.AddComponentParameter(2, nameof(CascadingValue<PageVisitor>.ChildContent), Body);
        builder.CloseComponent();
    }
}
