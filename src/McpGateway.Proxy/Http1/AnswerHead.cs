namespace McpGateway.Proxy.Http1;

/// <summary>What the head of an answer says about its content and about the connection.</summary>
internal readonly record struct AnswerHead
{
    public required int Status { get; init; }

    public required Framing Framing { get; init; }

    /// <summary>Bytes of content; only with <see cref="Framing.Length"/>.</summary>
    public long Length { get; init; }

    /// <summary>Whether the connection can carry another exchange after this one.</summary>
    public bool KeepsConnection { get; init; }

    /// <summary>How long the server says that it keeps an idle connection; null when it does not say.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>RFC 9110 §15.2: the answer is still to come.</summary>
    public bool IsInterim => Status is >= 100 and < 200;
}

/// <summary>How the end of the content is found (RFC 9112 §6.3).</summary>
internal enum Framing
{
    /// <summary>There is no content.</summary>
    None,

    Length,

    Chunked,

    /// <summary>The content ends with the connection.</summary>
    UntilClose,
}
