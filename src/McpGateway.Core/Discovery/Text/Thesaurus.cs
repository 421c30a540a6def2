namespace McpGateway.Core.Discovery.Text;

/// <summary>
/// Words that people use for one another when they ask for a tool (<c>thesaurus.txt</c>, written for this product). A query's words are
/// looked up here, and what they lead to counts a little: enough to find a tool that shares no word with the query.
/// </summary>
internal sealed class Thesaurus
{
    /// <summary>Read when the first query needs it.</summary>
    private static readonly Lazy<Thesaurus> Shipped = new(Load);

    private readonly Dictionary<string, string[]> _related;

    private Thesaurus(Dictionary<string, string[]> related) => _related = related;

    public static Thesaurus Default => Shipped.Value;

    /// <summary>The words related to a stem, as stems.</summary>
    public IReadOnlyList<string> Related(string stem) => _related.GetValueOrDefault(stem) ?? [];

    /// <param name="lines">Groups of words separated by spaces; <c>#</c> starts a comment line.</param>
    public static Thesaurus Parse(IEnumerable<string> lines)
    {
        var related = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            var group = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Stem).ToHashSet(StringComparer.Ordinal);
            foreach (var word in group)
            {
                if (!related.TryGetValue(word, out var others))
                {
                    related[word] = others = new(StringComparer.Ordinal);
                }

                others.UnionWith(group);
            }
        }

        return new(related.ToDictionary(
            entry => entry.Key, entry => entry.Value.Where(word => word != entry.Key).ToArray(), StringComparer.Ordinal));
    }

    private static string Stem(string word)
    {
        var characters = word.ToCharArray();
        return new(characters, 0, Stemmer.Stem(characters));
    }

    private static Thesaurus Load()
    {
        using var stream = typeof(Thesaurus).Assembly.GetManifestResourceStream("thesaurus.txt")
            ?? throw new InvalidOperationException("The resource thesaurus.txt is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd().Split('\n'));
    }
}
