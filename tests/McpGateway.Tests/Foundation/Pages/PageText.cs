using McpGateway.Foundation.Pages;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Foundation.Pages;

/// <summary>Pages as browsers get them.</summary>
internal static class PageText
{
    private static readonly PageVisitor Visitor = new("", "system");

    /// <summary>The document from the heading on.</summary>
    public static async Task<string> BodyAsync(this StandalonePage page)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        var html = await PageRenderer.RenderAsync(page, Visitor, services);
        return html[html.IndexOf("<main", StringComparison.Ordinal)..];
    }
}
