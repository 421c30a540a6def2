namespace AgentSupport.Trips;

/// <summary>A trip as far as it is known. Also the data part by which a flight is asked for.</summary>
public sealed record Trip
{
    public string? From { get; init; }

    public string? To { get; init; }

    public DateOnly? Departure { get; init; }

    /// <summary>Day of the flight back; null for one way.</summary>
    public DateOnly? Return { get; init; }

    /// <summary>How many travel.</summary>
    public int? Travellers { get; init; }

    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>The first fact that nobody has stated yet, in the order in which people are asked.</summary>
    /// <param name="needsTravellers">Whether it matters how many travel.</param>
    /// <returns><see cref="TripFact.None"/> when all are known.</returns>
    public TripFact Missing(bool needsTravellers = true) => this switch
    {
        { From: null } => TripFact.From,
        { To: null } => TripFact.To,
        { Departure: null } => TripFact.Departure,
        { Travellers: null, Names: null } when needsTravellers => TripFact.Travellers,
        _ => TripFact.None,
    };

    /// <summary>What a later message says replaces what was known.</summary>
    public Trip With(Trip later)
    {
        ArgumentNullException.ThrowIfNull(later);
        return new()
        {
            From = later.From ?? From,
            To = later.To ?? To,
            Departure = later.Departure ?? Departure,
            Return = later.Return ?? Return,
            Travellers = later.Travellers ?? Travellers,
            Names = later.Names ?? Names,
        };
    }
}

/// <summary>A fact of a trip that somebody was asked for.</summary>
public enum TripFact
{
    None,
    From,
    To,
    Departure,
    Travellers,
    Names,
}
