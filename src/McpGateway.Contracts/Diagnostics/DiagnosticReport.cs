namespace McpGateway.Contracts.Diagnostics;

/// <summary>Answer of <c>GET /api/diagnostics</c>.</summary>
public sealed record DiagnosticReport
{
    /// <summary>The gateway's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    public required string Version { get; init; }

    /// <summary>The public address as it is configured; null when each request names its own.</summary>
    public required string? PublicUrl { get; init; }

    /// <summary>The address that the gateway takes for its own in this request, without a trailing slash.</summary>
    public required string Origin { get; init; }

    public required SeenRequest Request { get; init; }

    /// <summary>What was looked at.</summary>
    public required IReadOnlyList<string> Checks { get; init; }

    /// <summary>What was found, errors first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }
}

/// <summary>The request as it arrived, when trusted proxies had their say.</summary>
/// <param name="UntrustedHeaders">Forwarding headers that came from somebody who is no trusted proxy, and so were not obeyed.</param>
public sealed record SeenRequest(string Scheme, string Host, IReadOnlyList<string> UntrustedHeaders);

/// <summary>Something that is not as it should be.</summary>
/// <param name="Check">One of <see cref="DiagnosticReport.Checks"/>.</param>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>note</c>.</param>
/// <param name="Subject">What it is about, such as a server's path.</param>
/// <param name="Problem">What is wrong, in a sentence.</param>
/// <param name="Advice">What to do.</param>
public sealed record Finding(string Check, string Severity, string Subject, string Problem, string Advice);
