using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Operations;
using McpGateway.Core.Scanning.Results;

namespace McpGateway.Web.Pages.Security;

/// <summary>What the findings and the items are narrowed to, in the address of the page. Pure.</summary>
internal sealed record SecurityListFilter
{
    /// <summary>Of findings; null for every one.</summary>
    public Severity? Severity { get; init; }

    /// <summary>Of findings.</summary>
    public FindingState State { get; init; }

    /// <summary>Of servers and agents; null for every one.</summary>
    public ScanVerdict? Verdict { get; init; }

    /// <summary>Contained in the name, the path, the rule or the tool.</summary>
    public string Text { get; init; } = "";

    /// <summary>What an address says; values that mean nothing count as not stated.</summary>
    public static SecurityListFilter Of(string? severity, string? state, string? verdict, string? text) => new()
    {
        Severity = Read<Severity>(severity),
        State = Read<FindingState>(state) ?? FindingState.Open,
        Verdict = Read<ScanVerdict>(verdict),
        Text = text ?? "",
    };

    /// <summary>The parameters of the address; null removes one.</summary>
    public IReadOnlyDictionary<string, object?> Parameters() => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["severity"] = Word(Severity),
        ["state"] = State == FindingState.Open ? null : Word<FindingState>(State),
        ["verdict"] = Word(Verdict),
        ["q"] = Text.Length == 0 ? null : Text,
    };

    /// <summary>Worst first, and of these the newest.</summary>
    public IReadOnlyList<OwnedFinding> Apply(IEnumerable<ScannedItem> items, DateTimeOffset now) =>
    [
        .. OwnedFinding.Of(items, now, State)
            .Where(finding => (Severity is null || finding.Tracked.Finding.Severity == Severity) && finding.Contains(Text))
            .OrderByDescending(static finding => finding.Tracked.Finding.Severity)
            .ThenByDescending(static finding => finding.Tracked.FirstSeen),
    ];

    /// <summary>The worst first; what has not been scanned stands after what could not be judged.</summary>
    public IReadOnlyList<ScannedItem> Items(IEnumerable<ScannedItem> items) =>
    [
        .. items.Where(item => (Verdict is null || item.Badge?.Verdict == Verdict) && OwnedFinding.Contains(item, Text))
            .OrderBy(static item => OrderOf(item.Badge?.Verdict)).ThenBy(static item => item.Name, StringComparer.OrdinalIgnoreCase),
    ];

    private static int OrderOf(ScanVerdict? verdict) => verdict switch
    {
        ScanVerdict.Unsafe => 0,
        ScanVerdict.Failed => 1,
        null => 2,
        ScanVerdict.Warning => 3,
        ScanVerdict.Safe => 4,
    };

    private static T? Read<T>(string? text)
        where T : struct, Enum =>
        text is { Length: > 0 } && char.IsAsciiLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value) ? value : null;

    private static string? Word<T>(T? value)
        where T : struct, Enum => value?.ToString().ToLowerInvariant();
}
