using System.Globalization;
using System.Text.RegularExpressions;

namespace McpGateway.EndToEndTests.Observability;

/// <summary>What a scrape says.</summary>
internal sealed partial class Samples
{
    private readonly List<(string Name, Dictionary<string, string> Labels, double Value)> _all = [];

    private Samples()
    {
    }

    public static Samples Read(string text)
    {
        var samples = new Samples();
        foreach (var line in text.Split('\n').Where(static line => line.Length > 0 && line[0] != '#'))
        {
            var match = Sample().Match(line);
            Assert.True(match.Success, line);
            var labels = Label().Matches(match.Groups["labels"].Value)
                .ToDictionary(static label => label.Groups[1].Value, static label => label.Groups[2].Value, StringComparer.Ordinal);
            samples._all.Add(
                (match.Groups["name"].Value, labels, double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)));
        }

        return samples;
    }

    /// <summary>The sum of all samples of a name that have these labels; 0 for none.</summary>
    public double Sum(string name, params (string Label, string Value)[] labels) => _all
        .Where(sample => sample.Name == name && Array.TrueForAll(
            labels, label => sample.Labels.GetValueOrDefault(label.Label) == label.Value))
        .Sum(static sample => sample.Value);

    /// <summary>The different values of a label.</summary>
    public IReadOnlyCollection<string> Values(string name, string label) =>
        [.. _all.Where(sample => sample.Name == name && sample.Labels.ContainsKey(label)).Select(sample => sample.Labels[label])
            .Distinct(StringComparer.Ordinal)];

    public int CountOf(string name) => _all.Count(sample => sample.Name == name);

    /// <summary>Bounds of a histogram's bucket in which a quantile lies.</summary>
    public (double Above, double UpTo) Quantile(double quantile, string name, params (string Label, string Value)[] labels)
    {
        var total = Sum(name + "_count", labels);
        var bounds = Values(name + "_bucket", "le")
            .Select(static bound => (
                Text: bound,
                Value: bound == "+Inf" ? double.PositiveInfinity : double.Parse(bound, CultureInfo.InvariantCulture)))
            .OrderBy(static bound => bound.Value);
        var below = 0d;
        foreach (var (text, value) in bounds)
        {
            if (Sum(name + "_bucket", [.. labels, ("le", text)]) >= quantile * total)
            {
                return (below, value);
            }

            below = value;
        }

        throw new InvalidOperationException($"{name} has no buckets.");
    }

    /// <summary>The number of the bucket that a value falls into.</summary>
    public int BucketOf(string name, double value, params (string Label, string Value)[] labels) => _all
        .Where(sample => sample.Name == name + "_bucket" && Array.TrueForAll(
            labels, label => sample.Labels.GetValueOrDefault(label.Label) == label.Value))
        .Select(static sample => sample.Labels["le"]).Distinct(StringComparer.Ordinal)
        .Count(bound => bound != "+Inf" && double.Parse(bound, CultureInfo.InvariantCulture) < value);

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>\S+)( \d+)?$""")]
    private static partial Regex Sample();

    [GeneratedRegex("""([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(,|$)""")]
    private static partial Regex Label();
}
