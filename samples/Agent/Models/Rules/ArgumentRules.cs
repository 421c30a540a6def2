using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ReferenceAgent.Models.Rules;

/// <summary>What a question holds for a tool's arguments.</summary>
/// <param name="Values">By name.</param>
/// <param name="Missing">Names of required arguments that it does not hold.</param>
internal sealed record FilledArguments(IReadOnlyDictionary<string, object> Values, IReadOnlyList<string> Missing);

/// <summary>Fills in the arguments of a tool by its schema: zones, tickers, dates, numbers, words in quotation marks.</summary>
internal static partial class ArgumentRules
{
    private const int DaysBack = 7;

    public static FilledArguments Fill(JsonElement schema, string question, TimeProvider time)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        var missing = new List<string>();
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties))
        {
            return new(values, missing);
        }

        string[] required = schema.TryGetProperty("required", out var names)
            ? [.. names.EnumerateArray().Select(static name => name.ToString())]
            : [];
        var clues = new Clues(question, time);
        foreach (var property in properties.EnumerateObject())
        {
            var isRequired = required.Contains(property.Name, StringComparer.Ordinal);
            if (Value(property.Name, property.Value, clues, isRequired) is { } value)
            {
                values[property.Name] = value;
            }
            else if (isRequired && !property.Value.TryGetProperty("default", out _))
            {
                missing.Add(property.Name);
            }
        }

        return new(values, missing);
    }

    private static object? Value(string name, JsonElement form, Clues clues, bool isRequired)
    {
        if (form.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (form.TryGetProperty("enum", out var choices) && choices.ValueKind == JsonValueKind.Array)
        {
            var texts = choices.EnumerateArray().Where(static choice => choice.ValueKind == JsonValueKind.String);
            return clues.Choice([.. texts.Select(static choice => choice.ToString()).Where(static text => text.Length > 0)], isRequired);
        }

        var type = form.TryGetProperty("type", out var stated) ? stated.ToString() : "";
        if (type.Contains("integer", StringComparison.Ordinal) || type.Contains("number", StringComparison.Ordinal))
        {
            return isRequired ? clues.Number(name) : null;
        }

        if (!type.Contains("string", StringComparison.Ordinal))
        {
            return null;
        }

        return Has(name, "tz", "timezone", "time_zone") ? TimeZones.In(clues.Question)
            : Has(name, "ticker", "symbol") ? clues.Ticker()
            : Has(name, "from", "start", "begin") && Has(name, "date") ? clues.Day(0, DaysBack)
            : Has(name, "to", "end", "until") && Has(name, "date") ? clues.Day(1, 0)
            : isRequired ? clues.Words()
            : null;
    }

    private static bool Has(string name, params string[] parts) =>
        name.Split('_').Intersect(parts, StringComparer.OrdinalIgnoreCase).Any() || parts.Contains(name, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}\b")]
    private static partial Regex Days();

    [GeneratedRegex(@"(?<![\w.-])-?\d+(\.\d+)?(?![\w-])")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\b[A-Z]{2,5}\b")]
    private static partial Regex Tickers();

    [GeneratedRegex("[\"“]([^\"”]+)[\"”]")]
    private static partial Regex Quoted();

    /// <summary>What is in the question, each number and text for one argument.</summary>
    private sealed class Clues(string question, TimeProvider time)
    {
        private readonly Queue<string> _numbers = new(Numbers().Matches(Days().Replace(question, " ")).Select(static found => found.Value));
        private readonly Queue<string> _quoted = new(Quoted().Matches(question).Select(static found => found.Groups[1].Value));
        private readonly string[] _days = [.. Days().Matches(question).Select(static found => found.Value)];

        public string Question => question;

        /// <summary>One that is named in the question; for one that has to be made, the day among units of time, or the first.</summary>
        public string? Choice(string[] choices, bool isRequired) =>
            Array.Find(choices, choice => question.Contains(choice, StringComparison.OrdinalIgnoreCase))
            ?? (isRequired ? Array.Find(choices, static choice => choice == "day") ?? choices.FirstOrDefault() : null);

        /// <summary>One, for how often something is taken.</summary>
        public object? Number(string name) => _numbers.TryDequeue(out var number)
            ? decimal.Parse(number, CultureInfo.InvariantCulture)
            : name == "multiplier" ? 1 : null;

        public string? Ticker() => Tickers().Match(question) is { Success: true } found ? found.Value : null;

        /// <param name="place">Which of the days in the question.</param>
        /// <param name="back">How many days ago when there is none.</param>
        public string Day(int place, int back) => place < _days.Length ? _days[place]
            : _days.Length == 1 && place == 1 ? _days[0]
            : time.GetUtcNow().AddDays(-back).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        public string? Words() => _quoted.TryDequeue(out var words) ? words : null;
    }
}
