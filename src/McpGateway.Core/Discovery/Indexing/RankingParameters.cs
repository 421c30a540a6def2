namespace McpGateway.Core.Discovery.Indexing;

/// <summary>
/// The fixed numbers of lexical ranking (BM25F). Lengths are normalised by reference lengths rather than by the catalogue's averages, so
/// that a term's weight in a document is known when the document is indexed. Chosen by measurement, see <c>docs/search-quality.md</c>.
/// </summary>
internal sealed record RankingParameters
{
    public static readonly RankingParameters Default = new();

    /// <summary>Saturation: how quickly repeating a term stops to count.</summary>
    public float K1 { get; init; } = 1.2f;

    /// <summary>What a piece of a compound word counts, against the whole word's 1.</summary>
    public float PartWeight { get; init; } = 1f;

    /// <summary>What each repetition of a word counts that the query repeats.</summary>
    public float RepeatWeight { get; init; } = 0.3f;

    /// <summary>What two neighbouring words of the query count when written as one word.</summary>
    public float PairWeight { get; init; } = 1f;

    /// <summary>What a related word from the thesaurus counts.</summary>
    public float RelatedWeight { get; init; } = 0.1f;

    /// <summary>What a related word counts when the catalogue hardly knows the word that was asked for.</summary>
    public float RelatedWeightOfRare { get; init; } = 0.3f;

    /// <summary>Below this share of entities a word is hardly known.</summary>
    public float RareShare { get; init; } = 0.002f;

    /// <summary>Above this number of entities, and <see cref="CommonShare"/> of them, a related word is left out.</summary>
    public int CommonCount { get; init; } = 100;

    /// <summary>See <see cref="CommonCount"/>.</summary>
    public float CommonShare { get; init; } = 0.02f;

    /// <summary>Smaller catalogues are weighed as if they had so many entities.</summary>
    public int OrdinaryCount { get; init; } = 1000;

    public IReadOnlyList<FieldParameters> Fields { get; init; } =
    [
        new(IndexField.Owner, 2f, 0.75f, 2),
        new(IndexField.Name, 3f, 0.5f, 3),
        new(IndexField.Title, 1f, 0.75f, 4),
        new(IndexField.Description, 0.8f, 0.75f, 14),
        new(IndexField.ParameterNames, 1f, 0.75f, 6),
        new(IndexField.ParameterTexts, 0.35f, 0.5f, 25),
        new(IndexField.Tags, 0.5f, 0.5f, 4),
        new(IndexField.OwnerDescription, 0.2f, 0.75f, 14),
    ];
}

/// <summary>How one field takes part.</summary>
/// <param name="Field">The field.</param>
/// <param name="Weight">How much a term in this field counts.</param>
/// <param name="Normalisation">BM25's b: 0 ignores the field's length, 1 divides by it.</param>
/// <param name="ReferenceLength">Terms in a field of ordinary length.</param>
internal readonly record struct FieldParameters(IndexField Field, float Weight, float Normalisation, float ReferenceLength);
