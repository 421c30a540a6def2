using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Foundation.Pages;

/// <summary>
/// Renders a page once, to text. The bare renderer: the one of the framework's endpoints would bring antiforgery cookies, headers of its
/// own and the services of interactive pages.
/// </summary>
internal static class PageRenderer
{
    public static async Task<string> RenderAsync(StandalonePage page, PageVisitor visitor, IServiceProvider services)
    {
        await using var renderer = new HtmlRenderer(services, services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(PageDocument.Page)] = page,
                [nameof(PageDocument.Visitor)] = visitor,
            });
            return (await renderer.RenderComponentAsync<PageDocument>(parameters)).ToHtmlString();
        });
    }
}
