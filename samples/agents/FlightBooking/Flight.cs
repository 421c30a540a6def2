namespace FlightBooking;

/// <summary>A flight of the timetable.</summary>
/// <param name="Number">Such as <c>SK217</c>.</param>
/// <param name="From">City.</param>
/// <param name="To">City.</param>
/// <param name="Date">Day of departure.</param>
/// <param name="Departs">Local time.</param>
/// <param name="PriceEur">For one seat.</param>
internal sealed record Flight(string Number, string From, string To, DateOnly Date, TimeOnly Departs, int PriceEur)
{
    public override string ToString() => FormattableString.Invariant(
        $"{Number} {From}–{To} on {Date:yyyy-MM-dd} at {Departs:HH:mm}, {PriceEur} EUR a seat");
}
