using System.Collections.Frozen;

namespace McpGateway.Web.Pages.Help;

/// <summary>The guides of the documentation, from this assembly.</summary>
internal static class Guides
{
    public const string First = "web-ui";

    private const string Prefix = "guides/";

    private static readonly FrozenDictionary<string, Lazy<(string Title, string Text)>> Texts = typeof(Guides).Assembly
        .GetManifestResourceNames()
        .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(
            static name => name[Prefix.Length..], static name => new Lazy<(string, string)>(() => Load(name)), StringComparer.Ordinal);

    /// <summary>By title.</summary>
    public static IReadOnlyList<(string Name, string Title)> All =>
        [.. Texts.Select(static text => (text.Key, text.Value.Value.Title)).OrderBy(static guide => guide.Title, StringComparer.Ordinal)];

    /// <returns>The title, and the text below it; null when there is no such guide.</returns>
    public static (string Title, string Text)? Read(string name) => Texts.TryGetValue(name, out var text) ? text.Value : null;

    /// <summary>The guide that a link of another one leads to; null for what is no guide.</summary>
    public static string? Resolve(string from, string link)
    {
        var path = new Uri(new Uri("guide:///" + from), link.Split('#')[0]).AbsolutePath.TrimStart('/');
        var name = path.EndsWith(".md", StringComparison.Ordinal) ? path[..^3] : path;
        return Texts.ContainsKey(name) ? name : null;
    }

    private static (string Title, string Text) Load(string resource)
    {
        using var reader = new StreamReader(typeof(Guides).Assembly.GetManifestResourceStream(resource)!);
        var text = reader.ReadToEnd();
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return text.StartsWith("# ", StringComparison.Ordinal) && end > 0
            ? (text[2..end].Trim(), text[(end + 1)..])
            : (resource[Prefix.Length..], text);
    }
}
