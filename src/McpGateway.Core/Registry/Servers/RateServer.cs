using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>One rating per caller; rating again replaces it.</summary>
public sealed class RateServer(ServerRepository repository, ServerAuthorization guard, DocumentStore documents)
{
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

        if (RatingList.Refusal(rating) is { } refusal)
        {
            return refusal;
        }

        var next = current.Value with { Ratings = RatingList.With(current.Value.Ratings, caller, rating) };
        return new PendingWrite<ServerRecord>(new DocumentBatch().Put(ServerRepository.Servers, key, next, current.Version), next);
    }
}
