namespace McpGateway.Web.Pages.Dashboard;

/// <summary>Something to do on the way to the first call, and whether it is done.</summary>
/// <param name="Text">What to do, as a link.</param>
/// <param name="Href">Where it is done.</param>
internal sealed record FirstStep(string Text, string Href, bool IsDone);
