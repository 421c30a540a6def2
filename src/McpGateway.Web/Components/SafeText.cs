using McpGateway.Foundation.Pages;

namespace McpGateway.Web.Components;

/// <summary><see cref="VisibleText"/> under the name that the pages use. Razor already encodes markup.</summary>
public static class SafeText
{
    /// <summary>The text with every deceptive character made visible.</summary>
    public static string Show(string? text) => VisibleText.Show(text);

    /// <summary>As <see cref="Show"/>, with line breaks and tabs kept, for text that is shown in a block.</summary>
    public static string ShowLines(string? text) => VisibleText.ShowLines(text);
}
