using System.Text.Json.Serialization;

namespace McpGateway.Core.Views;

/// <summary>What one user saved of lists (kind <c>saved_views</c>, key = subject).</summary>
public sealed record SavedViewsRecord
{
    public required string Subject { get; init; }

    public IReadOnlyList<SavedView> Views { get; init; } = [];
}

/// <summary>What a list was narrowed to, under a name.</summary>
/// <param name="List">The list: <c>activity</c>, <c>servers</c>.</param>
/// <param name="Name">The user's own word for it; one of a kind in its list.</param>
/// <param name="Query">The query of the page's address, without the question mark.</param>
public sealed record SavedView(string List, string Name, string Query);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SavedViewsRecord))]
internal sealed partial class ViewsJsonContext : JsonSerializerContext;
