using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace McpGateway.Web.Components;

/// <summary>
/// Text that somebody else wrote in Markdown, as elements. Nothing of it becomes markup: the syntax tree is walked, and only the elements
/// that are named here are made of it, with their text through <see cref="SafeText"/>. HTML in it is text, pictures are their words, and
/// links lead to http and https only.
/// </summary>
internal static class MarkdownText
{
    /// <summary>Longer texts are shown as they are: nobody reads them for their looks.</summary>
    private const int MaxLength = 60_000;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();

    /// <param name="text">The Markdown; null for nothing.</param>
    /// <param name="linkOf">Where a link that is no address of its own leads, for texts of ours; null keeps its words only.</param>
    public static RenderFragment Render(string? text, Func<string, string?>? linkOf = null) => builder =>
    {
        if (Parse(text) is { } document)
        {
            new Writer(builder, linkOf).Blocks(document);
        }
        else
        {
            builder.OpenElement(0, "p");
            builder.AddAttribute(1, "class", "pre-line");
            builder.AddContent(2, SafeText.ShowLines(text));
            builder.CloseElement();
        }
    };

    /// <summary>The first paragraph in words, for one line of a list.</summary>
    public static string FirstLine(string? text)
    {
        var words = new System.Text.StringBuilder();
        if (Parse(text)?.Descendants<ParagraphBlock>().FirstOrDefault()?.Inline is { } first)
        {
            Words(first, words);
        }

        return SafeText.Show(words.Length > 0 ? words.ToString().Trim() : text?.Split('\n')[0].Trim());
    }

    private static MarkdownDocument? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
        {
            return null;
        }

        try
        {
            return Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException)
        {
            // Nested deeper than the reader goes.
            return null;
        }
    }

    private static void Words(ContainerInline inlines, System.Text.StringBuilder words)
    {
        foreach (var inline in inlines)
        {
            _ = inline switch
            {
                LiteralInline literal => words.Append(literal.Content.AsSpan()),
                CodeInline code => words.Append(code.Content),
                AutolinkInline link => words.Append(link.Url),
                LineBreakInline => words.Append(' '),
                HtmlEntityInline entity => words.Append(entity.Transcoded.AsSpan()),
                _ => words,
            };
            if (inline is ContainerInline inner)
            {
                Words(inner, words);
            }
        }
    }

    private static string? AddressOf(string? url, Func<string, string?>? linkOf) =>
        string.IsNullOrEmpty(url) ? null
        : Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Scheme is "http" or "https" ? address.AbsoluteUri : null
        : linkOf?.Invoke(url);

    private sealed class Writer(RenderTreeBuilder builder, Func<string, string?>? linkOf)
    {
        public void Blocks(ContainerBlock blocks)
        {
            foreach (var block in blocks)
            {
                Block(block);
            }
        }

        private void Block(Block block)
        {
            switch (block)
            {
                case HeadingBlock heading:
                    Heading(heading);
                    break;
                case CodeBlock code:
                    Element("pre", () => Text(code.Lines.ToString()), ("tabindex", "0"));
                    break;
                case Table table:
                    TableOf(table);
                    break;
                case ListBlock list:
                    Element(list.IsOrdered ? "ol" : "ul", () => Blocks(list));
                    break;
                case ListItemBlock item:
                    Element("li", () => Blocks(item));
                    break;
                case QuoteBlock quote:
                    Element("blockquote", () => Blocks(quote));
                    break;
                case ThematicBreakBlock:
                    Element("hr", static () => { });
                    break;
                case ParagraphBlock paragraph:
                    Element("p", () => Inlines(paragraph.Inline));
                    break;
                case ContainerBlock container when container is not LinkReferenceDefinitionGroup:
                    Blocks(container);
                    break;
                case LeafBlock { Inline: { } inline }:
                    Element("p", () => Inlines(inline));
                    break;
                default:
                    break;
            }
        }

        /// <summary>Texts of others are no part of the page's outline: a heading of theirs stands out, and is none of the page's.</summary>
        private void Heading(HeadingBlock heading)
        {
            if (linkOf is null)
            {
                Element("p", () => Element("strong", () => Inlines(heading.Inline)));
            }
            else
            {
                Element(heading.Level switch { <= 2 => "h2", 3 => "h3", _ => "h4" }, () => Inlines(heading.Inline));
            }
        }

        private void TableOf(Table table) => Element("div", () => Element("table", () => Element("tbody", () =>
        {
            foreach (var row in table.OfType<TableRow>())
            {
                Element("tr", () =>
                {
                    foreach (var cell in row.OfType<TableCell>())
                    {
                        Element(row.IsHeader ? "th" : "td", () => Blocks(cell));
                    }
                });
            }
        }), ("class", "plain")), ("class", "table-wrap"), ("tabindex", "0"), ("data-scrolls", "yes"));

        private void Inlines(ContainerInline? inlines)
        {
            foreach (var inline in inlines ?? Enumerable.Empty<Inline>())
            {
                InlineOf(inline);
            }
        }

        private void InlineOf(Inline inline)
        {
            switch (inline)
            {
                case LiteralInline literal:
                    Text(literal.Content.ToString());
                    break;
                case CodeInline code:
                    Element("code", () => Text(code.Content));
                    break;
                case LineBreakInline line:
                    if (line.IsHard)
                    {
                        Element("br", static () => { });
                    }
                    else
                    {
                        Text(" ");
                    }

                    break;
                case HtmlEntityInline entity:
                    Text(entity.Transcoded.ToString());
                    break;
                case AutolinkInline link:
                    Link(link.IsEmail ? null : link.Url, () => Text(link.Url));
                    break;
                case LinkInline link:
                    Link(link.IsImage ? null : link.Url, () => Inlines(link));
                    break;
                case EmphasisInline emphasis:
                    Element(emphasis.DelimiterCount == 2 ? "strong" : "em", () => Inlines(emphasis));
                    break;
                case ContainerInline container:
                    Inlines(container);
                    break;
                default:
                    break;
            }
        }

        private void Link(string? url, Action content)
        {
            if (AddressOf(url, linkOf) is not { } address)
            {
                content();
            }
            else if (address.Contains("://", StringComparison.Ordinal))
            {
                Element("a", content, ("href", address), ("target", "_blank"), ("rel", "noopener noreferrer nofollow"), ("title", address));
            }
            else
            {
                Element("a", content, ("href", address));
            }
        }

        // The numbers say where in the source something was made. All elements are made in one place, as those of a loop are.
        private void Text(string text) => builder.AddContent(2, SafeText.ShowLines(text));

        private void Element(string name, Action content, params (string Name, string Value)[] attributes)
        {
            builder.OpenElement(0, name);
            foreach (var (attribute, value) in attributes)
            {
                builder.AddAttribute(1, attribute, value);
            }

            content();
            builder.CloseElement();
        }
    }
}
