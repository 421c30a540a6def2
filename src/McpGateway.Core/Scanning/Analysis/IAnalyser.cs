namespace McpGateway.Core.Scanning.Analysis;

/// <summary>
/// Port: judges a server or agent by one method. An analyser that cannot judge says so; it never answers as if it had judged.
/// </summary>
public interface IAnalyser
{
    /// <summary>One of <see cref="AnalyserNames"/>.</summary>
    string Name { get; }

    /// <summary>Not called for two subjects of the same path at once; for different ones it may be.</summary>
    Task<AnalyserOutcome> AnalyseAsync(ScanSubject subject, CancellationToken cancellationToken);
}

/// <summary>The analysers that settings name.</summary>
public static class AnalyserNames
{
    public const string Static = "static";
    public const string Yara = "yara";
    public const string Llm = "llm";
    public const string Endpoint = "endpoint";

    public static readonly IReadOnlyList<string> All = [Static, Yara, Llm, Endpoint];

    /// <summary>
    /// The analyser that a word of a setting stands for; null when it stands for none. <c>spec</c> and <c>heuristic</c> are names that
    /// other scanners have for rules of their own.
    /// </summary>
    public static string? Parse(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return word.Trim().ToLowerInvariant() switch
        {
            Static or "spec" or "heuristic" => Static,
            Yara => Yara,
            Llm => Llm,
            Endpoint => Endpoint,
            _ => null,
        };
    }
}

/// <summary>What came of one analyser.</summary>
/// <param name="State">Whether it judged.</param>
/// <param name="Reason">Why it did not, or what it could not judge; a sentence without a full stop. Null when there is nothing to
/// say.</param>
/// <param name="Findings">What it found. One that failed may have found something before.</param>
public sealed record AnalyserOutcome(AnalyserState State, string? Reason, IReadOnlyList<Finding> Findings)
{
    public static AnalyserOutcome Ran(IReadOnlyList<Finding> findings, string? remark = null) =>
        new(AnalyserState.Ran, remark, findings);

    /// <summary>It is not there, or not configured. The scan goes by the others.</summary>
    public static AnalyserOutcome Skipped(string reason) => new(AnalyserState.Skipped, reason, []);

    /// <summary>It is there and could not judge: what was scanned has not passed.</summary>
    public static AnalyserOutcome Failed(string reason, IReadOnlyList<Finding>? findings = null) =>
        new(AnalyserState.Failed, reason, findings ?? []);
}

public enum AnalyserState
{
    Ran,
    Skipped,
    Failed,
}
