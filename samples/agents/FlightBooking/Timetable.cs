namespace FlightBooking;

/// <summary>Three flights a day between any two cities. They follow from the cities alone, so that everybody sees the same.</summary>
internal static class Timetable
{
    private static readonly TimeOnly[] Departures = [new(7, 15), new(12, 40), new(19, 5)];

    public static readonly IReadOnlyList<string> Cities =
        ["Berlin", "Lisbon", "London", "New York", "Paris", "San Francisco", "Singapore", "Sydney", "Tokyo"];

    /// <summary>The city's name as the timetable writes it; null for one without an airport here.</summary>
    public static string? CityOf(string? name) =>
        Cities.FirstOrDefault(city => city.Equals(name?.Trim(), StringComparison.OrdinalIgnoreCase));

    public static IReadOnlyList<Flight> Between(string from, string to, DateOnly date)
    {
        var (start, end) = (IndexOf(from), IndexOf(to));
        var route = (start * Cities.Count) + end;
        return
        [
            .. Departures.Select((departs, index) => new Flight(
                FormattableString.Invariant($"SK{100 + (route * Departures.Length) + index}"),
                Cities[start], Cities[end], date, departs, 90 + (Math.Abs(start - end) * 75) + (index * 20))),
        ];
    }

    private static int IndexOf(string city)
    {
        for (var index = 0; index < Cities.Count; index++)
        {
            if (Cities[index] == city)
            {
                return index;
            }
        }

        throw new ArgumentException("The timetable has no such city.", nameof(city));
    }
}
