using System.Text.Json;

namespace McpGateway.Core.Scanning.Analysis;

/// <summary>A server or agent as it is scanned: everything that a model may read of it, and where it is.</summary>
public sealed record ScanSubject
{
    public required SubjectKind Kind { get; init; }

    /// <summary>Its path, which is its key.</summary>
    public required string Path { get; init; }

    /// <summary>Its display name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is called; null for what has no address.</summary>
    public Uri? Address { get; init; }

    /// <summary>Whether calls carry a credential that is configured or consented to.</summary>
    public bool HasCredentials { get; init; }

    /// <summary>Name and version that the server stated of its implementation.</summary>
    public string? ImplementationName { get; init; }

    public string? ImplementationVersion { get; init; }

    /// <summary>Whether the server itself has listed what it offers; false for an agent, whose card is all there is.</summary>
    public bool IsDiscovered { get; init; }

    public required IReadOnlyList<ScanText> Texts { get; init; }

    public IReadOnlyList<ScanTool> Tools { get; init; } = [];

    /// <summary>
    /// Every server, this one too, for what only shows beside the others. One list is shared by the scans between two changes.
    /// </summary>
    public IReadOnlyList<ScanNeighbour> Neighbours { get; init; } = [];

    /// <summary>SHA-256 (hex) over everything that is judged: another one means that a scan is due.</summary>
    public required string Fingerprint { get; init; }
}

public enum SubjectKind
{
    Server,
    Agent,
}

/// <summary>A tool as it was stated.</summary>
public sealed record ScanTool(string Name, string Description, JsonElement InputSchema, JsonElement? Annotations);

/// <summary>A server of the registry.</summary>
public sealed record ScanNeighbour(string Path, string Name, string? Host, IReadOnlyList<string> Tools);
