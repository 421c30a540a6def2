using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Discovery.Indexing;

/// <summary>
/// What ratings say of a server or an agent, from -1 to 1. Few ratings say little: they count beside <see cref="Doubt"/> ratings of three
/// stars. Stars that were stated at registration say nothing, as whoever registers states them.
/// </summary>
internal static class RatingPrior
{
    private const double Middle = 3;
    private const double Reach = 2;
    private const int Doubt = 5;

    public static float Of(IReadOnlyList<StoredRating> ratings) =>
        RatingList.Mean(ratings) is { } mean ? (float)((mean - Middle) / Reach * ratings.Count / (ratings.Count + Doubt)) : 0;
}
