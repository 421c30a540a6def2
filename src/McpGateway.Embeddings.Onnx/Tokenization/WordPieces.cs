using Microsoft.ML.Tokenizers;

namespace McpGateway.Embeddings.Onnx.Tokenization;

/// <summary>BERT's tokenizer: words and punctuation, then the longest known pieces from the left.</summary>
internal sealed class WordPieces : ITextTokenizer
{
    private readonly BertTokenizer _tokenizer;
    private readonly bool _lowersCase;

    /// <param name="vocabulary">One piece a line; its id is its line.</param>
    /// <param name="lowersCase">Whether the model knows neither case nor accents.</param>
    /// <exception cref="InvalidDataException">The vocabulary lacks one of BERT's marks.</exception>
    public WordPieces(Stream vocabulary, bool lowersCase)
    {
        _lowersCase = lowersCase;
        var options = new BertOptions
        {
            // Case and accents are ours: the tokenizer takes letters apart with culture data, which the process does not have.
            LowerCaseBeforeTokenization = false,
            RemoveNonSpacingMarks = false,

            // A text that spells a mark is a text, not a mark.
            SplitOnSpecialTokens = false,
        };
        try
        {
            _tokenizer = BertTokenizer.Create(vocabulary, options);
        }
        catch (ArgumentException failure)
        {
            throw new InvalidDataException($"The vocabulary is not that of a BERT model: {failure.Message}", failure);
        }
    }

    public IReadOnlyList<int> Encode(string text, int maxTokens)
    {
        var spaced = WithSpaces(text);
        return _tokenizer.EncodeToIds(_lowersCase ? Accents.Fold(spaced) : spaced, maxTokens, out _, out _);
    }

    /// <summary>The tokenizer takes tabs and ends of lines for noise that joins the words around them.</summary>
    private static string WithSpaces(string text) =>
        text.AsSpan().IndexOfAnyInRange('\t', '\r') < 0 && !text.Contains('\u0085', StringComparison.Ordinal)
            ? text
            : string.Create(text.Length, text, static (spaced, original) =>
            {
                for (var i = 0; i < spaced.Length; i++)
                {
                    spaced[i] = char.IsWhiteSpace(original[i]) ? ' ' : original[i];
                }
            });
}
