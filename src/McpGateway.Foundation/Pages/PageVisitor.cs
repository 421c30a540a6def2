namespace McpGateway.Foundation.Pages;

/// <summary>What of a request shows on a page.</summary>
/// <param name="PathBase">The path that the gateway is published under, encoded; empty at the root.</param>
/// <param name="Theme"><c>light</c>, <c>dark</c> or <c>system</c>.</param>
public sealed record PageVisitor(string PathBase, string Theme)
{
    private const string ThemeCookie = "ui_theme";

    /// <summary>The address of one of the gateway's own pages, which is stated from its root.</summary>
    public string To(string location) => location.StartsWith('/') ? PathBase + location : location;

    internal static PageVisitor Of(HttpRequest request) => new(
        request.PathBase.ToUriComponent(),
        request.Cookies[ThemeCookie] is "light" or "dark" ? request.Cookies[ThemeCookie]! : "system");
}
