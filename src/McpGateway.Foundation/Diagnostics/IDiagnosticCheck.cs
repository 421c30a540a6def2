namespace McpGateway.Foundation.Diagnostics;

/// <summary>Port: looks at one thing that commonly goes wrong, for administrators. Each feature knows what of it that is.</summary>
public interface IDiagnosticCheck
{
    /// <summary>On the wire; lower case with hyphens.</summary>
    string Name { get; }

    /// <summary>Everything that is wrong; empty when nothing is. Changes nothing. What it throws is told as a finding of its own.</summary>
    Task<IReadOnlyList<Diagnosis>> RunAsync(CancellationToken cancellationToken);
}

/// <summary>Something that is not as it should be.</summary>
/// <param name="Subject">What it is about, such as a server's path. No secret.</param>
/// <param name="Problem">What is wrong, in a sentence.</param>
/// <param name="Advice">What to do.</param>
public sealed record Diagnosis(DiagnosisSeverity Severity, string Subject, string Problem, string Advice);

/// <summary>How bad it is.</summary>
public enum DiagnosisSeverity
{
    /// <summary>Something does not work.</summary>
    Error,

    /// <summary>Something will not work before long, or is not as safe as it could be.</summary>
    Warning,

    /// <summary>Worth knowing, and may be meant so.</summary>
    Note,
}
