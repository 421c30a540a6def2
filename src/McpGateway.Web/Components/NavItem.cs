using McpGateway.Foundation;

namespace McpGateway.Web.Components;

/// <summary>An entry of the menu. A page exists for those who see it; its operations decide again.</summary>
/// <param name="Icon">Name of an icon of <see cref="Components.Icon"/>.</param>
/// <param name="IsFor">Who sees it.</param>
public sealed record NavItem(string Title, string Href, string Icon, Func<Caller, bool> IsFor);
