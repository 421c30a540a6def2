using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Foundation.Pages;

/// <summary>
/// The look of the pages that stand outside the web UI. It travels in the page itself: one answer shows the whole of it, and the policy
/// allows this very text and no other style.
/// </summary>
public static class PageStyle
{
    /// <summary>Colours, faces and measures. The style sheet of the web UI begins with them too.</summary>
    public static readonly string Tokens = Read("tokens.css");

    /// <summary>What a page outside the web UI carries.</summary>
    internal static readonly string Text = Tokens + Read("pages.css");

    /// <summary>As the content of a <c>style</c> element.</summary>
    internal static readonly MarkupString Markup = new(Text);

    /// <summary>This style, as a source of a content security policy.</summary>
    internal static readonly string Source = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'";

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(PageStyle).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);

        // As browsers read it before they hash it, whatever the checkout made of the line ends.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
