using AgentSupport.A2a;

namespace FlightBooking;

/// <summary>The skills of the card. Rights at the gateway name them by their ids.</summary>
internal static class FlightSkills
{
    public const string Search = "search-flights";
    public const string Hold = "hold-flight";
    public const string Book = "book-flight";
    public const string Cancel = "cancel-booking";

    public static readonly IReadOnlyList<AgentSkill> All =
    [
        new(Search, "Search flights", "Lists the flights between two cities on a day, with prices.", ["flights", "search"],
            ["from Berlin to Tokyo on 2027-03-04"]),
        new(Hold, "Hold seats", "Keeps seats for fifteen minutes without paying.", ["flights", "hold"],
            ["hold two seats from Berlin to Tokyo on 2027-03-04"]),
        new(Book, "Book flights", "Books a flight, and the flight back, for named passengers.", ["flights", "booking"],
            ["book two people from Berlin to Tokyo on 2027-03-04, return 2027-03-12, names: Ada Lovelace and Alan Turing"]),
        new(Cancel, "Cancel a booking", "Gives held or booked seats back.", ["flights", "cancel"], ["cancel booking K7PQ2XMA"]),
    ];

    /// <summary>The skill that a text asks for, where the message does not name one.</summary>
    public static string Of(string text) =>
        text.Contains("cancel", StringComparison.OrdinalIgnoreCase) ? Cancel
        : text.Contains("hold", StringComparison.OrdinalIgnoreCase) ? Hold
        : text.Contains("book", StringComparison.OrdinalIgnoreCase) ? Book
        : Search;
}
