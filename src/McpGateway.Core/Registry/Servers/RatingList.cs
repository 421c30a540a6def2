using McpGateway.Foundation;

namespace McpGateway.Core.Registry.Servers;

/// <summary>One caller's rating of a server or an agent, 1 to 5.</summary>
public sealed record StoredRating(string User, int Rating)
{
    /// <summary>Identity of the caller; null for ratings that came from another registry.</summary>
    public string? Subject { get; init; }
}

/// <summary>Ratings of one thing: one of each caller, the newest hundred.</summary>
public static class RatingList
{
    private const int Max = 100;

    /// <summary>Why a rating is not taken; null when it is.</summary>
    public static Error? Refusal(int rating) =>
        rating is < 1 or > 5 ? new(ErrorKind.Invalid, "Rating must be between 1 and 5 (inclusive)") : null;

    /// <summary>Mean of the ratings; null while nobody has rated.</summary>
    public static double? Mean(IReadOnlyList<StoredRating> ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        return ratings.Count > 0 ? ratings.Average(static rating => rating.Rating) : null;
    }

    /// <summary>In place for a caller who has rated before; beyond the limit the oldest rating goes.</summary>
    public static IReadOnlyList<StoredRating> With(IReadOnlyList<StoredRating> ratings, Caller caller, int rating)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(caller);
        var mine = new StoredRating(caller.UserName, rating) { Subject = caller.Subject };
        return ratings.Any(known => IsOf(known, mine))
            ? [.. ratings.Select(known => IsOf(known, mine) ? mine : known)]
            : [.. ratings.Append(mine).TakeLast(Max)];
    }

    /// <summary>By identity; ratings taken over from another registry know the name only.</summary>
    private static bool IsOf(StoredRating rating, StoredRating mine) =>
        rating.Subject is null ? rating.User == mine.User : rating.Subject == mine.Subject;
}
