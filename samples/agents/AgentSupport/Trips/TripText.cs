using System.Globalization;
using System.Text.RegularExpressions;

namespace AgentSupport.Trips;

/// <summary>
/// Reads a trip by rules: "two people from Berlin to Tokyo on 2027-03-04, return 2027-03-12, names: Ada Lovelace and Alan Turing".
/// </summary>
public static partial class TripText
{
    /// <summary>Longest text that is read; what follows is ignored.</summary>
    public const int MaxLength = 2000;

    private const int MaxName = 60;
    private const string City = @"\p{L}[\p{L}'’-]{0,29}(?:[ ]\p{L}[\p{L}'’-]{0,29}){0,2}?";
    private const string CityEnd =
        @"(?=\s*(?:[,.;:!?]|$)|\s+\d|\s+(?:on|for|from|to|in|return|returning|back|leaving|departing|with|and|at|please)\b"
        + @"|\s+(?:names?|passengers?)\b)";

    private static readonly string[] Numbers = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    /// <param name="text">What somebody wrote.</param>
    /// <param name="asked">What they were asked for: then a bare answer is enough.</param>
    public static Trip Read(string text, TripFact asked = TripFact.None)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Length > MaxLength ? text[..MaxLength] : text;
        var names = Names().Match(text) is { Success: true } match ? match : null;
        var trip = ReadFacts(names is null ? text : text[..names.Index]) with
        {
            Names = names is null ? null : Split(names.Groups["names"].Value),
        };
        return asked switch
        {
            TripFact.From when trip.From is null => trip with { From = BareCity(text) },
            TripFact.To when trip.To is null => trip with { To = BareCity(text) },
            TripFact.Travellers when trip.Travellers is null => trip with { Travellers = NumberOf(text.Trim().TrimEnd('.')) },
            TripFact.Names when trip.Names is null => trip with { Names = Split(text) },
            _ => trip,
        };
    }

    private static Trip ReadFacts(string text)
    {
        var (from, to) = Route().Match(text) is { Success: true } route
            ? (route.Groups["from"].Value, route.Groups["to"].Value)
            : (Start().Match(text) is { Success: true } start ? start.Groups["from"].Value : null,
                Destination().Match(text) is { Success: true } destination ? destination.Groups["to"].Value : null);
        DateOnly? departure = null, back = null;
        foreach (Match found in Dates().Matches(text))
        {
            var day = DayOf(found.Groups["date"].Value);
            if (found.Groups["return"].Success || departure is not null)
            {
                back ??= day;
            }
            else
            {
                departure = day;
            }
        }

        var travellers = Travellers().Match(text) is { Success: true } people ? NumberOf(people.Groups["number"].Value) : null;
        return new() { From = from, To = to, Departure = departure, Return = back, Travellers = travellers };
    }

    private static DateOnly? DayOf(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string? BareCity(string text) => WholeCity().Match(text) is { Success: true } city ? city.Groups["city"].Value : null;

    private static int? NumberOf(string text)
    {
        var word = Array.FindIndex(Numbers, number => number.Equals(text, StringComparison.OrdinalIgnoreCase));
        return word >= 0 ? word + 1
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 100 ? number
            : null;
    }

    private static string[]? Split(string text)
    {
        string[] names =
        [
            .. Separators().Split(text).Select(static name => name.Trim().TrimEnd('.'))
                .Where(static name => name.Length is > 1 and <= MaxName && PersonName().IsMatch(name)),
        ];
        return names.Length > 0 ? names : null;
    }

    [GeneratedRegex($@"\bfrom\s+(?<from>{City})\s+to\s+(?<to>{City}){CityEnd}", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Route();

    [GeneratedRegex($@"\b[Ff]rom\s+(?=\p{{Lu}})(?<from>{City}){CityEnd}", RegexOptions.None, 1000)]
    private static partial Regex Start();

    [GeneratedRegex($@"\b[Tt]o\s+(?=\p{{Lu}})(?<to>{City}){CityEnd}", RegexOptions.None, 1000)]
    private static partial Regex Destination();

    [GeneratedRegex($@"^\s*(?:(?:from|to)\s+)?(?<city>{City})\s*[.!]?\s*$", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex WholeCity();

    [GeneratedRegex(
        @"(?<return>\b(?:return(?:ing)?|back)\b(?:\s+(?:flight|home|on|at)){0,3}\s*:?\s*)?(?<![\d-])(?<date>\d{4}-\d{2}-\d{2})(?![\d-])",
        RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Dates();

    [GeneratedRegex(
        @"\b(?<number>\d{1,2}|one|two|three|four|five|six|seven|eight|nine)\s+"
            + @"(?:people|persons?|travell?ers?|passengers?|adults?|seats?)\b",
        RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Travellers();

    [GeneratedRegex(
        @"\b(?:names?|passengers?|travell?ers?)(?:\s+(?:are|is)\b|\s*:)\s*(?<names>.+)$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline, 1000)]
    private static partial Regex Names();

    [GeneratedRegex(@"\s*[,;&\n]\s*(?:and\s+)?|\s+and\s+", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"^\p{L}[\p{L}\p{M} .'’-]*$", RegexOptions.None, 1000)]
    private static partial Regex PersonName();
}
