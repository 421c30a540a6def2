using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace McpGateway.Core.Import;

/// <summary>One item of the Python product's data, as it was found.</summary>
/// <param name="Sort">One of <see cref="ItemSorts"/>.</param>
/// <param name="Source">The file.</param>
/// <param name="Content">A server, an agent or a scope; for a scope the one scope of a <c>scopes.yml</c> too.</param>
public sealed record SourceItem(string Sort, string Source, JsonElement Content)
{
    /// <summary>Whether it is switched on, as a file of states says; null where none does.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>Why the item cannot be taken; null for one that may be.</summary>
    public string? Problem { get; init; }

    /// <summary>Path or name, for people.</summary>
    public string Name { get; init; } = "-";

    /// <summary>What is to be said about it although it is taken.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>A scope that was read from a file of many; null for the others.</summary>
    internal Access.Scopes.ScopeRecord? Scope { get; init; }

    /// <summary>The configuration that a source is of; null for the other sorts.</summary>
    internal string? Config { get; init; }

    /// <summary>Which of a configuration's sources it is; null for one of many that are alike.</summary>
    internal string? Section { get; init; }

    /// <summary>SHA-256 (hex) of what was found.</summary>
    internal string Hash => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{IsEnabled}\n{Text}")));

    private string Text => Content.ValueKind == JsonValueKind.Undefined ? "" : Content.GetRawText();
}

/// <summary>What items there are.</summary>
public static class ItemSorts
{
    public const string Server = "server";
    public const string Agent = "agent";
    public const string Scope = "scope";

    /// <summary>A source that servers or agents come from.</summary>
    public const string Federation = "source";

    /// <summary>Found, and not to be taken.</summary>
    public const string Other = "other";
}
