using McpGateway.Core.Scanning.Analysis;
using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Scanning;

/// <summary>
/// When servers and agents are scanned, by what, and what follows. Each property can be set as <c>Scanning:Name</c>; those with a name in
/// capitals below also under that name, which wins.
/// </summary>
public sealed class ScanOptions
{
    public const string Section = "Scanning";

    /// <summary>What servers and what agents have of their own.</summary>
    public ScanPolicy Servers { get; set; } = new();

    /// <inheritdoc cref="Servers"/>
    public ScanPolicy Agents { get; set; } = new();

    /// <summary>Every how many hours everything is scanned again, without a change. 0 for never; at most 8,760.</summary>
    public int IntervalHours { get; set; } = 24;

    /// <summary>Scans at once. 1 to 64.</summary>
    public int MaxConcurrency { get; set; } = 2;

    /// <summary>What may wait; what does not fit is found again when there is room. 10 to 100,000.</summary>
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>How long a scan waits or runs before the item gets its tag. 0 to 1 minute.</summary>
    public TimeSpan PendingTagAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After how long a scan that failed is tried again. 1 second to 1 day.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Results that are kept of one item. 1 to 200.</summary>
    public int MaxHistory { get; set; } = 50;

    /// <summary>A folder with rules of your own (<c>*.yar</c>, <c>*.yara</c>), read again when it changes.</summary>
    public string? YaraRulesDirectory { get; set; }

    /// <summary>How long the rules of one file may take over one text, in whole seconds. 1 second to 1 minute.</summary>
    public TimeSpan YaraTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the endpoint analyser may ask private addresses; follows <c>Routing:AllowPrivateUpstreams</c>. Not bound.</summary>
    internal bool AllowPrivateAddresses { get; set; } = true;

    /// <summary>Values that could not be read, for the validator. Not bound.</summary>
    internal IList<string> Unreadable { get; } = [];

    /// <summary>The policy for a kind.</summary>
    public ScanPolicy For(SubjectKind kind) => kind switch
    {
        SubjectKind.Server => Servers,
        SubjectKind.Agent => Agents,
    };
}

/// <summary>How one kind is scanned.</summary>
public sealed class ScanPolicy
{
    /// <summary>
    /// <c>SECURITY_SCAN_ENABLED</c>, for agents <c>AGENT_SECURITY_SCAN_ENABLED</c>: whether anything is scanned by itself. On demand it
    /// is all the same.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// <c>SECURITY_SCAN_ON_REGISTRATION</c>, <c>AGENT_SECURITY_SCAN_ON_REGISTRATION</c>: whether what is registered or changed is scanned.
    /// </summary>
    public bool OnRegistration { get; set; } = true;

    /// <summary>
    /// <c>SECURITY_BLOCK_UNSAFE_SERVERS</c>, <c>AGENT_SECURITY_BLOCK_UNSAFE_AGENTS</c>: whether what is unsafe is disabled. Without it,
    /// it is only reported, and tagged where that is on.
    /// </summary>
    public bool BlockUnsafe { get; set; } = true;

    /// <summary>
    /// <c>SECURITY_ADD_PENDING_TAG</c>, <c>AGENT_SECURITY_ADD_PENDING_TAG</c>: whether the tag <c>security-pending</c> is put on what waits
    /// for its scan and on what is unsafe.
    /// </summary>
    public bool AddPendingTag { get; set; } = true;

    /// <summary>
    /// <c>SECURITY_ANALYZERS</c>, <c>AGENT_SECURITY_ANALYZERS</c>: <c>static</c>, <c>yara</c>, <c>llm</c> and <c>endpoint</c>, with commas.
    /// The static rules always run.
    /// </summary>
    public string Analyzers { get; set; } = "static,yara";

    /// <summary><c>SECURITY_SCAN_TIMEOUT</c>, <c>AGENT_SECURITY_SCAN_TIMEOUT</c>: how long one scan may take. 1 second to 1 hour.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The model that the analyser <c>llm</c> asks.</summary>
    public LlmOptions Llm { get; set; } = new();

    /// <summary>The analysers that run.</summary>
    internal IReadOnlyList<string> Wanted() =>
    [
        .. Analyzers.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(AnalyserNames.Parse).OfType<string>().Prepend(AnalyserNames.Static).Distinct(StringComparer.Ordinal),
    ];
}

internal sealed class ScanOptionsValidator : IValidateOptions<ScanOptions>
{
    public ValidateOptionsResult Validate(string? name, ScanOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        foreach (var problem in options.Unreadable)
        {
            problems.AddError(problem);
        }

        problems.Range("Scanning:IntervalHours", options.IntervalHours, 0, 8760);
        problems.Range("Scanning:MaxConcurrency", options.MaxConcurrency, 1, 64);
        problems.Range("Scanning:QueueCapacity", options.QueueCapacity, 10, 100_000);
        problems.Range("Scanning:PendingTagAfter", options.PendingTagAfter, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        problems.Range("Scanning:RetryAfter", options.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        problems.Range("Scanning:MaxHistory", options.MaxHistory, 1, 200);
        problems.Range("Scanning:YaraTimeout", options.YaraTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Check(problems, "Scanning:Servers", options.Servers);
        Check(problems, "Scanning:Agents", options.Agents);
        return problems.Build();
    }

    private static void Check(ValidateOptionsResultBuilder problems, string section, ScanPolicy policy)
    {
        problems.Range($"{section}:Timeout", policy.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        LlmOptionsCheck.Check(problems, $"{section}:Llm", policy.Llm);
        var unknown = policy.Analyzers.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(static word => AnalyserNames.Parse(word) is null && !word.Equals("api", StringComparison.OrdinalIgnoreCase));
        problems.Require(!unknown.Any(), $"{section}:Analyzers", $"must be a list of {string.Join(", ", AnalyserNames.All)}, with commas.");
    }
}
