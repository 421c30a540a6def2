using System.Text.Json;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Core.Audit.Changes;

/// <summary>How a kind of documents appears in the audit.</summary>
internal sealed record AuditRule
{
    /// <summary>One of <see cref="AuditStreams"/>.</summary>
    public string Stream { get; init; } = AuditStreams.RegistryApi;

    public required string ResourceType { get; init; }

    /// <summary>What it means that a document is new; null when that is technical.</summary>
    public string? Created { get; init; } = "create";

    /// <summary>What it means that it is another; null when that is technical.</summary>
    public string? Updated { get; init; } = "update";

    /// <summary>What it means that the one became the other, where a word says it better; null where none does.</summary>
    public Func<JsonElement, JsonElement, string?>? Refined { get; init; }

    /// <summary>What it means that it is gone; null when that is technical.</summary>
    public string? Deleted { get; init; } = "delete";

    /// <summary>The member that names the user, where nobody else is known yet; dots lead into members.</summary>
    public string? UserField { get; init; }

    /// <summary>The member that names the resource better than the key does, which may be a hash.</summary>
    public string? IdField { get; init; }

    /// <summary>
    /// Of a sealed kind: members that are shown all the same, by their names at any depth. Everything else of it is masked, so that a new
    /// member is masked until somebody thinks about it.
    /// </summary>
    public IReadOnlySet<string> Shown { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whether only what a person or program did is audited, and not what the gateway does by itself.</summary>
    public bool NeedsCaller { get; init; }

    /// <summary>The permission that an operation needs, where it is one of the registry's.</summary>
    public IReadOnlyDictionary<string, string> Permissions { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
