using System.Security.Cryptography;

namespace FlightBooking;

/// <summary>Seats that are kept for somebody.</summary>
/// <param name="Reference">By which it is booked or given back.</param>
/// <param name="Flights">There, and back where there is a way back.</param>
/// <param name="Seats">On each of them.</param>
/// <param name="Until">When a hold ends; null for a booking.</param>
internal sealed record Reservation(string Reference, IReadOnlyList<Flight> Flights, int Seats, DateTimeOffset? Until)
{
    public int TotalEur => Seats * Flights.Sum(static flight => flight.PriceEur);
}

/// <summary>Who has which seats, in memory. Holds end by themselves.</summary>
internal sealed class SeatLedger(TimeProvider time)
{
    public const int SeatsPerFlight = 9;
    private const int MaxReservations = 10_000;
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public static readonly TimeSpan HoldTime = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Reservation> _reservations = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The cheapest flight with enough seats left; null when there is none.</summary>
    public Flight? Cheapest(IEnumerable<Flight> flights, int seats)
    {
        lock (_lock)
        {
            return flights.Where(flight => Left(flight) >= seats).MinBy(static flight => flight.PriceEur);
        }
    }

    /// <summary>Keeps the seats for a while; null when they are gone.</summary>
    public Reservation? TryHold(IReadOnlyList<Flight> flights, int seats)
    {
        lock (_lock)
        {
            Expire();
            if (_reservations.Count >= MaxReservations || flights.Any(flight => Left(flight) < seats))
            {
                return null;
            }

            var hold = new Reservation(
                RandomNumberGenerator.GetString(Alphabet, 8), flights, seats, time.GetUtcNow() + HoldTime);
            _reservations.Add(hold.Reference, hold);
            return hold;
        }
    }

    /// <summary>Makes a booking of a hold; null when the hold has ended.</summary>
    public Reservation? TryBook(string reference)
    {
        lock (_lock)
        {
            Expire();
            return _reservations.TryGetValue(reference, out var hold) ? _reservations[reference] = hold with { Until = null } : null;
        }
    }

    public Reservation? Find(string? reference)
    {
        lock (_lock)
        {
            Expire();
            return reference is null ? null : _reservations.GetValueOrDefault(reference);
        }
    }

    /// <summary>Gives the seats back.</summary>
    public bool TryRelease(string reference)
    {
        lock (_lock)
        {
            return _reservations.Remove(reference);
        }
    }

    private int Left(Flight flight) => SeatsPerFlight - _reservations.Values
        .Where(item => !IsOver(item) && item.Flights.Contains(flight))
        .Sum(static item => item.Seats);

    private bool IsOver(Reservation item) => item.Until <= time.GetUtcNow();

    private void Expire()
    {
        foreach (var hold in _reservations.Values.Where(IsOver).ToArray())
        {
            _reservations.Remove(hold.Reference);
        }
    }
}
