namespace McpGateway.Contracts.Search;

/// <summary>Answer of <c>GET /api/search/index</c>: how far the catalogue is embedded, at the replica that answers.</summary>
public sealed record SearchIndexState
{
    /// <summary><c>off</c>, <c>starting</c>, <c>embedding</c>, <c>complete</c> or <c>failed</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>Provider and model that are configured; null when search goes by words alone.</summary>
    public required string? Model { get; init; }

    /// <summary>Length of the model's vectors; null before the first one.</summary>
    public required int? Dimensions { get; init; }

    /// <summary>The former model, which answers searches until <see cref="Model"/> is ready; null when no change is under way.</summary>
    public required string? FormerModel { get; init; }

    /// <summary>Entries of the index: servers, tools, prompts, resources, agents and skills.</summary>
    public required int Total { get; init; }

    public required int Embedded { get; init; }

    /// <summary>Entries without a vector, those that failed included.</summary>
    public required int Waiting { get; init; }

    /// <summary>Entries whose text the provider refused. They are tried again.</summary>
    public required int Failed { get; init; }

    /// <summary>The embedded share, 0 to 1; null when nothing is to be embedded.</summary>
    public required double? Progress { get; init; }

    /// <summary>What keeps the provider from embedding; null when nothing does.</summary>
    public required string? LastError { get; init; }

    public required DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>Whether a restart goes on where this process is: each vector is stored before it is used.</summary>
    public required bool Resumable { get; init; }

    /// <summary>All of it in a sentence.</summary>
    public required string Summary { get; init; }
}
