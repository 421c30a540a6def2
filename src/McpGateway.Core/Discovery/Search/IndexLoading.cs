using McpGateway.Core.Discovery.Indexing;
using McpGateway.Foundation;

namespace McpGateway.Core.Discovery.Search;

/// <summary>Lets searches of a process that has just started wait for the index.</summary>
internal sealed class IndexLoading(SearchIndexChangeHandler indexing, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <returns>Null when the index can be searched.</returns>
    public async Task<Error?> RefusalAsync(CancellationToken cancellationToken)
    {
        if (!indexing.Loaded.IsCompleted)
        {
            await Task.WhenAny(indexing.Loaded, Task.Delay(Patience, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        return indexing.Loaded.IsCompleted
            ? null
            : new(ErrorKind.Unavailable, "The search index is still being built. Please try again in a few seconds.");
    }
}
