namespace McpGateway.Web.Components;

/// <summary>Addresses of the guides, which the gateway brings with it.</summary>
internal static class HelpLinks
{
    public const string Home = "ui/help";

    /// <param name="guide">Its file without the ending, for instance <c>clients</c>.</param>
    public static string Of(string guide) => $"{Home}/{guide}";
}
