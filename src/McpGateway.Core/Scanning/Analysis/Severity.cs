namespace McpGateway.Core.Scanning.Analysis;

/// <summary>How much a finding weighs. High and critical ones make what was scanned unsafe.</summary>
public enum Severity
{
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>Severities as clients know them.</summary>
public static class SeverityWords
{
    /// <summary>In capitals, as the contract has it.</summary>
    public static string Of(Severity severity) => severity switch
    {
        Severity.Low => "LOW",
        Severity.Medium => "MEDIUM",
        Severity.High => "HIGH",
        Severity.Critical => "CRITICAL",
    };

    /// <summary>The severity that a word stands for, whatever its case; null when it stands for none.</summary>
    public static Severity? Parse(string? word) => word?.Trim().ToUpperInvariant() switch
    {
        "LOW" or "INFO" or "INFORMATIONAL" => Severity.Low,
        "MEDIUM" or "WARNING" or "MODERATE" => Severity.Medium,
        "HIGH" or "ERROR" => Severity.High,
        "CRITICAL" => Severity.Critical,
        _ => null,
    };
}
