using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>One rating per caller; rating again replaces it.</summary>
public sealed class RateServer(ServerRepository repository, ServerAuthorization guard, DocumentStore documents)
{
    private const int MaxRatings = 100;

    public Task<Result<ServerRecord>> ExecuteAsync(Caller caller, string path, int rating, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var key = ServerPath.KeyOf(path);
        return OptimisticCommit.RunAsync(documents, token => PlanAsync(caller, key, rating, token), cancellationToken);
    }

    private async Task<Result<PendingWrite<ServerRecord>>> PlanAsync(
        Caller caller, string key, int rating, CancellationToken cancellationToken)
    {
        if (await repository.FindAsync(key, cancellationToken) is not { } current)
        {
            return new Error(ErrorKind.NotFound, $"Server not found at path '{key}'");
        }

        if (!guard.MayUse(caller, current.Value))
        {
            return new Error(ErrorKind.Forbidden, "You do not have access to this server");
        }

        if (rating is < 1 or > 5)
        {
            return new Error(ErrorKind.Invalid, "Rating must be between 1 and 5 (inclusive)");
        }

        var next = current.Value with { Ratings = Rate(current.Value.Ratings, new(caller.UserName, rating) { Subject = caller.Subject }) };
        return new PendingWrite<ServerRecord>(new DocumentBatch().Put(ServerRepository.Servers, key, next, current.Version), next);
    }

    /// <summary>In place for a caller who has rated before; beyond the limit the oldest rating goes.</summary>
    private static IReadOnlyList<ServerRating> Rate(IReadOnlyList<ServerRating> ratings, ServerRating mine)
    {
        var isKnown = ratings.Any(rating => IsOf(rating, mine));
        return isKnown
            ? [.. ratings.Select(rating => IsOf(rating, mine) ? mine : rating)]
            : [.. ratings.Append(mine).TakeLast(MaxRatings)];
    }

    /// <summary>By identity; ratings taken over from another registry know the name only.</summary>
    private static bool IsOf(ServerRating rating, ServerRating mine) =>
        rating.Subject is null ? rating.User == mine.User : rating.Subject == mine.Subject;
}
