using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using McpGateway.Core.Scanning.Analysis;

namespace McpGateway.Core.Scanning.Static;

/// <summary>
/// The rules that are data: embedded JSON files beside this class. <c>{name}</c> in a pattern stands for an entry of <c>words.json</c>.
/// Each match has a limit of time: automata that need none (<see cref="RegexOptions.NonBacktracking"/>) took 450 MB for these patterns.
/// </summary>
internal static partial class RuleFiles
{
    private const int Deepest = 4;

    /// <summary>A pattern takes microseconds over usual texts. One that takes so long means that the text was made for it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<TextRule> ReadRules()
    {
        var words = Words();
        var rules = new List<TextRule>();
        foreach (var file in (string[])["instructions.json", "intents.json", "classes.json", "languages.json"])
        {
            rules.AddRange(Read(file, RuleJsonContext.Default.RuleEntryArray).Select(entry => new TextRule(
                new(AnalyserNames.Static, entry.Id, [SeverityOf(file, entry)], entry.Reason, entry.Remedy),
                Compile(entry.Patterns, words))));
        }

        return rules;
    }

    public static IReadOnlyList<Signal> ReadSignals()
    {
        var words = Words();
        return [.. Read("signals.json", RuleJsonContext.Default.SignalEntryArray)
            .Select(entry => new Signal(entry.Id, entry.Weight, entry.Says, Compile(entry.Patterns, words)))];
    }

    private static Severity SeverityOf(string file, RuleEntry entry) =>
        SeverityWords.Parse(entry.Severity) ?? throw new InvalidDataException($"{file}: {entry.Id} has no severity");

    private static Dictionary<string, string> Words() => Read("words.json", RuleJsonContext.Default.DictionaryStringString);

    private static T Read<T>(string file, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json)
    {
        using var stream = typeof(RuleFiles).Assembly.GetManifestResourceStream($"Scanning.Static.{file}")
            ?? throw new InvalidDataException($"The rules {file} are not in the program.");
        return JsonSerializer.Deserialize(stream, json) ?? throw new InvalidDataException($"The rules {file} are empty.");
    }

    private static IReadOnlyList<Regex> Compile(IReadOnlyList<string> patterns, Dictionary<string, string> words) =>
        [.. patterns.Select(pattern => new Regex(
            Expand(pattern, words), RegexOptions.CultureInvariant | RegexOptions.Singleline, Limit))];

    private static string Expand(string pattern, Dictionary<string, string> words)
    {
        for (var depth = 0; depth < Deepest; depth++)
        {
            pattern = Word().Replace(pattern, match => words.GetValueOrDefault(match.Groups[1].Value, match.Value));
        }

        return pattern;
    }

    [GeneratedRegex(@"\{([a-z_]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}

/// <summary>A rule over texts: any of its patterns is a finding.</summary>
internal sealed record TextRule(ScanRule Rule, IReadOnlyList<Regex> Patterns)
{
    public Severity Severity => Rule.Severities[0];
}

/// <summary>
/// Something that is common by itself and suspicious beside others.
/// </summary>
/// <param name="Says">What it is, for the reason of a finding.</param>
internal sealed record Signal(string Id, int Weight, string Says, IReadOnlyList<Regex> Patterns);

internal sealed record RuleEntry(
    string Id, string Severity, string Reason, string Remedy, IReadOnlyList<string> Patterns);

internal sealed record SignalEntry(string Id, int Weight, string Says, IReadOnlyList<string> Patterns);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RuleEntry[]))]
[JsonSerializable(typeof(SignalEntry[]))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class RuleJsonContext : JsonSerializerContext;
