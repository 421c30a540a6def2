using System.Text.Json.Serialization.Metadata;

namespace McpGateway.Foundation.Documents;

/// <summary>
/// A kind of document: its name in the store, its JSON form, and what the store needs to know of it.
/// Declared once, as a <c>static readonly</c> member of the type that owns the kind.
/// </summary>
/// <param name="Name">Name in the store, for instance <c>servers</c>. Never changes once shipped.</param>
/// <param name="Json">Source-generated JSON contract of the document.</param>
public sealed record DocumentKind<T>(string Name, JsonTypeInfo<T> Json)
    where T : class
{
    /// <summary>Whether the body is encrypted at rest. For kinds that hold credentials or keys.</summary>
    public bool IsSealed { get; init; }

    /// <summary>
    /// Who owns the document, for <see cref="IDocumentStorage.ListByOwnerAsync{T}"/>; null when the kind has no owner. Same limits as a
    /// key.
    /// </summary>
    public Func<T, string?>? OwnerOf { get; init; }

    /// <summary>When the document ends, to the millisecond. Expired documents are not returned and are swept in the background.</summary>
    public Func<T, DateTimeOffset?>? ExpiryOf { get; init; }
}
