using Microsoft.AspNetCore.Components;

namespace McpGateway.Foundation.Pages;

/// <summary>What a page outside the web UI shows below its heading. Rendered once: it has no events and no state.</summary>
public abstract class PageBody : ComponentBase
{
    [CascadingParameter]
    public PageVisitor Visitor { get; set; } = null!;

    /// <summary>The address of one of the gateway's own pages, which is stated from its root.</summary>
    protected string To(string location) => Visitor.To(location);
}
