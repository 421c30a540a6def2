namespace McpGateway.Core.Federation;

/// <summary>
/// The token by which the next one of a source is had (kind <c>federation_tokens</c>, sealed, key = what the source is, without secrets).
/// Authorization servers that rotate them accept the newest alone, so it outlives the process and is every replica's.
/// </summary>
public sealed record SourceTokenRecord
{
    /// <summary>Hash of the credentials as stated: what was had with others does not count.</summary>
    public required string Of { get; init; }

    public required string RefreshToken { get; init; }

    public required DateTimeOffset RotatedAt { get; init; }

    /// <summary>Nothing of it.</summary>
    public override string ToString() => "token";
}
