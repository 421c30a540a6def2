using System.Text.Json;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Where a server or an agent was brought in from. What has an origin belongs to its source: it is changed there, and here only in what is
/// this gateway's own (state, ratings, credentials).
/// </summary>
public sealed record ItemOrigin
{
    /// <summary>As <see cref="ContentHash"/>: nothing was read from the source yet, another product had the item from there.</summary>
    public const string NotRead = "";

    /// <summary>Id of the source in the configuration of the federation.</summary>
    public required string Source { get; init; }

    /// <summary>What kind of source it is, for instance <c>anthropic</c> or <c>peer</c>.</summary>
    public required string SourceKind { get; init; }

    /// <summary>What the source calls it.</summary>
    public required string OriginalId { get; init; }

    /// <summary>The version that the source states.</summary>
    public string? Version { get; init; }

    /// <summary>SHA-256 (hex) of what the source stated: equal means that nothing changed.</summary>
    public required string ContentHash { get; init; }

    /// <summary>When it was last taken over; not when it was last seen, so that seeing it again writes nothing.</summary>
    public required DateTimeOffset ImportedAt { get; init; }

    /// <summary>When the source was first found without it; null while the source has it.</summary>
    public DateTimeOffset? OrphanedAt { get; init; }

    /// <summary>What the source stated in the form of the MCP registry (packages, repository), for clients of <c>/v0.1</c>.</summary>
    public JsonElement? ServerJson { get; init; }

    /// <summary>Whether it is this item of this source.</summary>
    public bool IsOf(string source, string originalId) => Source == source && OriginalId == originalId;

    /// <summary>What somebody is told who wants to change it.</summary>
    public string Refusal(string name) =>
        $"'{name}' comes from the source '{Source}' and is changed there; here it can be switched, rated and given credentials";
}
